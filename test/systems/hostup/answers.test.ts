import type { Properties } from "../../../provider/arguments/arguments.js";
import { SystemRefusedError, UnexpectedAnswerError } from "../../../provider/errors.js";
import { defineHandlers, type Handlers } from "../../../provider/lifecycle/lifecycle.js";
import { definition } from "../../../provider/systems/hostup/definition.js";
import { type Fault, type Sandbox, startSandbox } from "../../../sandbox/index.js";
import { contextFor } from "../../support/contextFor.js";
import { failureOf } from "../../support/failureOf.js";

const contactId = 14059;
let sandbox: Sandbox;
let handlers: Handlers;

const withSettings = (settings: Readonly<Record<string, string>> = {}) =>
  defineHandlers(definition, contextFor({ ...sandbox.hostup.env, HOSTUP_RETRIES: "1", ...settings }));
beforeEach(async () => {
  sandbox = await startSandbox();
  sandbox.hostup.account.addContact(contactId, ["canPlaceOrders"]);
  handlers = withSettings();
});
afterEach(() => sandbox.close());

const checked = (args: Properties) => handlers.check({ contactId, ...args }).inputs;
const create = (args: Properties = { canViewInvoices: true }) => handlers.create(checked(args));
const granted = () => sandbox.hostup.account.grantsOf(contactId);
const answer = (method: string, body: unknown, status = 200, times = 1): Fault => ({
  kind: "status",
  method,
  status,
  body,
  times,
});

test("an answer that is not understood is quoted without the connection's credentials, also where it is cut short", async () => {
  const apiKey = "s3cret".repeat(12);
  sandbox.faults.add(answer("GET", { success: true, data: { services: [` ${apiKey} `], domains: [], dnsZones: [] } }));
  const error = await failureOf(withSettings({ HOSTUP_API_KEY: apiKey }).create(checked({ canViewInvoices: true })));
  expect(error).toBeInstanceOf(UnexpectedAnswerError);
  expect(error.message).not.toContain("s3cret");
});

describe("an answer with status 200 that says no", () => {
  it.each([
    ["inside", { success: true, data: { success: false, error: "Failed to update contact" } }],
    ["inside, beside a success", { success: true, data: { success: true, error: "Failed to update contact" } }],
    ["inside, as a list", { success: true, data: { success: false, error: ["Failed to update contact"] } }],
    ["outside", { success: false, message: "Failed to update contact" }],
    ["as an error object", { error: "Bad Request", message: "Failed to update contact", code: "BAD_REQUEST" }],
  ])("%s is refused on read and on write, in its own words", async (_where, body) => {
    for (const method of ["GET", "POST"]) {
      sandbox.faults.add(answer(method, body));
      const error = await failureOf(create());
      expect(error).toBeInstanceOf(SystemRefusedError);
      expect(error.message).toMatch(/permissions of HostUp contact 14059 was refused: Failed to update contact/);
    }
    expect(granted()).toEqual(["canPlaceOrders"]);
  });

  it("does not give the API key away although it repeats it", async () => {
    const key = sandbox.hostup.apiKey;
    sandbox.faults.add(answer("POST", { success: true, data: { success: false, error: `bad key ${key}` } }));
    const error = await failureOf(create());
    expect(error.message).toContain("bad key [redacted]");
    expect(error.stack).not.toContain(key);
  });
});

describe("an error status", () => {
  it.each([
    ["of the first API generation", { error: "Forbidden", message: "Scope is missing", code: "FORBIDDEN" }],
    ["of the second", { type: "about:blank", title: "Forbidden", status: 403, detail: "Scope is missing" }],
  ])("%s is shown in its own words, with what to check", async (_what, body) => {
    sandbox.faults.add(answer("POST", body, 403));
    const error = await failureOf(create());
    expect(error.message).toMatch(/answered 403: Scope is missing\. The credentials .*check their scopes/);
  });

  it.each([
    [
      "details",
      { error: "Bad Request", message: "Invalid body", details: [{ field: "services.0.id", message: "Unknown" }] },
    ],
    [
      "errors of the second generation",
      { title: "Invalid", detail: "Invalid body", errors: [{ pointer: "services.0.id", detail: "Unknown" }] },
    ],
  ])("with %s names each field", async (_what, body) => {
    sandbox.faults.add(answer("POST", body, 422));
    expect((await failureOf(create())).message).toContain("answered 422: Invalid body; services.0.id: Unknown.");
    sandbox.faults.add(answer("POST", { ...body, success: false }));
    expect((await failureOf(create())).message).toMatch(
      /was refused: (Invalid body|no reason given); services\.0\.id: Unknown/,
    );
  });

  it.each([
    ["429 with the pause in its body", { status: 429, retryAfterIn: "body" }],
    ["403 with a Retry-After", { status: 403 }],
  ] as const)("%s is a rate limit: the call waits, and is repeated, also a write", async (_what, limit) => {
    for (const method of ["GET", "POST"]) {
      sandbox.faults.add({ kind: "status", method, retryAfter: 0, ...limit });
    }
    await create();
    expect(granted()).toEqual(["canViewInvoices"]);
    sandbox.faults.add({ kind: "status", method: "GET", retryAfter: 3_600, ...limit });
    const error = await failureOf(withSettings({ HOSTUP_TIMEOUT: "5" }).create(checked({})));
    expect(error.message).toMatch(/asks to wait 3600 s\. The server limits requests/);
    expect(error.message).not.toContain("scopes");
  });

  it("for a wrong key says that the credentials are wrong, and does not show the key", async () => {
    const strange = withSettings({ HOSTUP_API_KEY: "s3cret-wrong-key" });
    const error = await failureOf(strange.create(checked({ canViewInvoices: true })));
    expect(error.message).toMatch(/it refused hostup:apiKey \(401\), which is wrong or has expired/);
    expect(error.message).not.toContain("s3cret-wrong-key");
  });
});

describe("a 404", () => {
  it("with the API's code says that the contact is gone", async () => {
    const { outputs } = await create();
    sandbox.faults.add(answer("GET", { error: "Not Found", message: "Contact not found", code: "NOT_FOUND" }, 404));
    expect(await handlers.read(outputs)).toBeUndefined();
  });

  it.each([
    ["a web page", "<!doctype html><h1>404</h1>"],
    ["other JSON", { message: "no Route matched with those values" }],
    ["another code", { error: "Not Found", code: "ROUTE_NOT_FOUND" }],
  ])("with %s proves nothing: nobody is dropped from the state", async (_what, body) => {
    const { outputs } = await create();
    for (const run of [() => handlers.read(outputs), () => handlers.delete(outputs), () => create()]) {
      sandbox.faults.add(answer("GET", body, 404));
      expect(await failureOf(run())).toBeInstanceOf(UnexpectedAnswerError);
    }
    expect(granted()).toEqual(["canViewInvoices"]);
  });
});

describe("an answer that is not what the vendor documents", () => {
  it.each([
    ["no object", [1, 2]],
    ["no data", { success: true }],
    ["none of the fields", { success: true, data: { message: "Permissions updated successfully" } }],
    [
      "a switch that is no boolean",
      { success: true, data: { services: [], domains: [], dnsZones: [], canViewInvoices: 1 } },
    ],
  ])("is an error before anything is written: %s", async (_what, body) => {
    sandbox.faults.add(answer("GET", body));
    const error = await failureOf(create());
    expect(error).toBeInstanceOf(UnexpectedAnswerError);
    expect(error.message).toContain("Nothing was assumed");
    expect(sandbox.log.count("POST")).toBe(0);
  });
});
