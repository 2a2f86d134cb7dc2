import type { Properties } from "../../../provider/arguments/arguments.js";
import { SubjectNotFoundError, SystemRefusedError, UnexpectedAnswerError } from "../../../provider/errors.js";
import { StatusError } from "../../../provider/http/errors.js";
import { defineHandlers, type Handlers } from "../../../provider/lifecycle/lifecycle.js";
import { definition } from "../../../provider/systems/vms/definition.js";
import { documentedPermissions } from "../../../provider/systems/vms/vocabulary.js";
import { type Sandbox, startSandbox, type VmsInstall } from "../../../sandbox/index.js";
import { contextFor } from "../../support/contextFor.js";
import { failureOf } from "../../support/failureOf.js";

const login = "test@mail.com";
let sandbox: Sandbox;
let install: VmsInstall;
let context: ReturnType<typeof contextFor>;
let handlers: Handlers;
beforeEach(async () => {
  sandbox = await startSandbox();
  install = sandbox.vms.install;
  install.addUser(login);
  context = contextFor({ VMS_URL: sandbox.vms.url, VMS_RETRIES: "0" });
  handlers = defineHandlers(definition, context);
});
afterEach(() => sandbox.close());

const checked = (args: Properties) => handlers.check({ login, permissions: [], ...args }).inputs;
const create = (args: Properties) => handlers.create(checked(args));
const refuse = (body: unknown, times = 1) =>
  sandbox.faults.add({ kind: "status", status: 422, body, times, method: "PATCH" });
const reasonOf = (error: Error): unknown => Reflect.get(error, "reason") ?? error;
const known = () => [...install.known].sort();

describe("a name that the install does not know", () => {
  it("is an error that names it and its property when it is to be attached", async () => {
    const error = await failureOf(
      create({ permissions: ["archives-show", "analytic-cases-face"], catalogue: [...known(), "analytic-cases-face"] }),
    );
    expect(reasonOf(error)).toBeInstanceOf(SystemRefusedError);
    expect(error.message).toContain(
      'was refused: "analytic-cases-face" (in permissions): The selected permissions_to_attach.0 is invalid.',
    );
    expect(sandbox.log.writes()).toHaveLength(1);
    expect(install.grantsOf(login)).toEqual(["archives-preview-download", "layouts-index"]);
  });

  it("is left out, with a warning, when only the catalogue wants it detached; the write is repeated once", async () => {
    await create({ permissions: ["archives-show"] });
    const unknown = documentedPermissions.filter((name) => !install.known.has(name));
    const [first, second] = sandbox.log.writes().map(({ body }) => Object(body));
    expect(sandbox.log.writes()).toHaveLength(2);
    expect(first.permissions_to_detach).toEqual(expect.arrayContaining(unknown));
    expect(second).toEqual({
      login,
      permissions_to_attach: ["archives-show"],
      permissions_to_detach: known().filter((name) => name !== "archives-show"),
    });
    const warning = `VMS user ${login}: this install does not take ${unknown.join(", ")} ("The selected permissions_to_detach.0 is invalid."), so they are left out.`;
    expect(context.notices).toContainEqual(warning);
    expect(install.grantsOf(login)).toEqual(["archives-show"]);
  });

  it("is an error when the program itself denies it: a mistake must be seen", async () => {
    const args = { permissions: ["archives-show"], denied: ["doors-open"], catalogue: [...known(), "doors-open"] };
    const error = await failureOf(create(args));
    expect(error.message).toMatch(/"doors-open" \(in denied\): The selected permissions_to_detach\.\d+ is invalid\./);
    expect(sandbox.log.writes()).toHaveLength(1);
  });

  it("is an error for all when one is to be attached and another to be detached, and both are named", async () => {
    const error = await failureOf(
      create({ permissions: ["doors-open"], catalogue: [...known(), "doors-open", "doors-show"] }),
    );
    expect(error.message).toMatch(/"doors-open" \(in permissions\): .*"doors-show" \(in catalogue\): /);
    expect(sandbox.log.writes()).toHaveLength(1);
  });

  it("that is refused again after the others were left out is an error, not a loop", async () => {
    refuse({ message: "The given data was invalid.", errors: { "permissions_to_detach.0": ["No."] } }, 9);
    const error = await failureOf(create({ permissions: [], catalogue: ["marks-index", "marks-store"] }));
    expect(error.message).toContain('"marks-store" (in catalogue): No.');
    expect(sandbox.log.writes()).toHaveLength(2);
  });
});

describe("what only an install of another version does", () => {
  it("an undocumented name that it has is attached; the two that the vendor gave up are never detached blindly", async () => {
    install.known.add("doors-open");
    await create({ permissions: ["doors-open"] });
    expect(install.grantsOf(login)).toEqual(["doors-open"]);
    const [{ body } = { body: undefined }] = sandbox.log.writes();
    expect(Object(body).permissions_to_detach).toEqual(expect.arrayContaining(["ptz", "bridges", "users-store"]));
    for (const name of ["intercom-face", "analytic-cases-index"]) {
      expect(Object(body).permissions_to_detach).not.toContain(name);
    }
  });

  it("wanting a password with every change is explained, and none is sent", async () => {
    install.wantsPassword = true;
    const error = await failureOf(create({ permissions: ["marks-index"], catalogue: ["marks-index"] }));
    expect(reasonOf(error)).toBeInstanceOf(SystemRefusedError);
    expect(error.message).toMatch(/password: The password field is required\..*24\.03.*never sends them/);
    for (const { body } of sandbox.log.writes()) expect(Object.keys(Object(body))).not.toContain("password");
  });

  it("a user who is gone is let go on destroy although a password is wanted and guessed names are unknown too", async () => {
    const { outputs } = await create({ permissions: ["marks-index"] });
    install.users.delete(login);
    install.wantsPassword = true;
    await handlers.delete(outputs);
    expect(context.notices.at(-1)).toMatch(/^VMS user test@mail\.com: taken for gone, and let go: .*login/);
  });
});

test("an address that the Billing API does not admit is an error with the command that admits it", async () => {
  install.admitsAddress = false;
  const error = await failureOf(create({ permissions: ["marks-index"] }));
  expect(reasonOf(error)).toBeInstanceOf(StatusError);
  expect(error.message).toContain("answered 403: Forbidden. The Billing API is open to listed addresses only.");
  expect(error.message).toContain("artisan ip-access:manage billing '<address of this machine>/32'");
  expect(error.message).not.toContain("scopes");
});

test.each([
  [
    "with a message",
    { message: "User not found." },
    "That is perhaps about the user: check login, then the connection's url.",
  ],
  ["without one", "<html>", "answered 404. Check the connection's url."],
])("404 %s is an error that says what to check", async (_what, body, words) => {
  sandbox.faults.add({ kind: "status", status: 404, method: "PATCH", body });
  expect((await failureOf(create({ permissions: ["marks-index"] }))).message).toContain(words);
});

test("every message of every field is shown", async () => {
  refuse({
    message: "The given data was invalid.",
    errors: {
      "permissions_to_attach.0": ["Is unknown.", "Is too long."],
      properties: ["Has too many items."],
      "permissions_to_detach.7": ["Is odd."],
    },
  });
  const error = await failureOf(create({ permissions: ["marks-index"], catalogue: ["marks-index"] }));
  for (const words of [
    '"marks-index" (in permissions): Is unknown. Is too long.',
    "properties: Has too many items.",
    "permissions_to_detach: Is odd.",
  ]) {
    expect(error.message).toContain(words);
  }
});

test("names that are refused without saying which, after guesses, are an error that names the argument to set", async () => {
  refuse({
    message: "Invalid.",
    errors: { permissions_to_detach: ["The selected permissions to detach is invalid."] },
  });
  const error = await failureOf(create({ permissions: ["archives-show"] }));
  expect(error.message).toContain("permissions_to_detach: The selected permissions to detach is invalid.");
  expect(error.message).toContain("set catalogue to those that it knows");
  expect(sandbox.log.writes()).toHaveLength(1);
});

test("422 with a web page is an error, and nothing is assumed", async () => {
  refuse("<!doctype html>");
  expect(reasonOf(await failureOf(create({ permissions: ["marks-index"] })))).toBeInstanceOf(UnexpectedAnswerError);
});

test.each([
  ["no errors", { message: "You may not do this." }, "was refused: You may not do this."],
  ["errors that are empty", { errors: {} }, "was refused: 422 without a reason"],
])("422 with %s is a refusal in the server's words", async (_what, body, words) => {
  refuse(body);
  expect((await failureOf(create({ permissions: ["marks-index"] }))).message).toContain(words);
});

test.each([[{ result: "error" }], [null], [[]], [{ login: "somebody@else.com" }]])(
  "status 200 with %j is no success: only the user that was written is",
  async (body) => {
    sandbox.faults.add({ kind: "status", status: 200, method: "PATCH", body });
    const error = await failureOf(create({ permissions: ["marks-index"] }));
    expect(error.message).toContain("not the user that was written");
  },
);

test("a name that this resource attached is never dropped because the install does not let it go", async () => {
  const { outputs } = await create({ permissions: ["archives-show", "marks-index"] });
  install.known.delete("archives-show");
  const error = await failureOf(handlers.update(outputs, checked({ permissions: ["marks-index"] })));
  expect(error.message).toContain('"archives-show"');
});

describe("a login that does not exist", () => {
  it.each([
    ["without admin credentials", () => ({ VMS_URL: sandbox.vms.url })],
    ["with them", () => sandbox.vms.env],
  ])("cannot be given anything %s", async (_what, env) => {
    handlers = defineHandlers(definition, contextFor(env()));
    const error = await failureOf(handlers.create(checked({ login: "nobody@mail.com", permissions: ["marks-index"] })));
    expect(reasonOf(error)).toBeInstanceOf(SubjectNotFoundError);
    expect(error.message).toMatch(/VMS user nobody@mail\.com does not exist\..*creates nobody/);
    expect(install.users.size).toBe(1);
  });

  it("is fine on destroy, also where only the write shows it, which then is said", async () => {
    const { outputs } = await create({ permissions: ["marks-index"] });
    install.users.delete(login);
    await handlers.delete(outputs);
    expect(sandbox.log.writes().at(-1)?.status).toBe(422);
    expect(context.notices.at(-1)).toMatch(/^VMS user test@mail\.com: taken for gone, and let go: .*login/);
  });

  it("is an error on destroy where an administrator still sees the user, who keeps the access", async () => {
    handlers = defineHandlers(definition, contextFor(sandbox.vms.env));
    const { outputs } = await create({ permissions: ["marks-index"] });
    refuse({ message: "The given data was invalid.", errors: { login: ["The login is blocked."] } });
    const error = await failureOf(handlers.delete(outputs));
    expect(error.message).toContain("The login is blocked.");
    expect(install.grantsOf(login)).toEqual(["marks-index"]);
  });
});

describe("the bearer token", () => {
  it("is sent where the install wants one", async () => {
    install.wantsToken = true;
    handlers = defineHandlers(definition, contextFor({ VMS_URL: sandbox.vms.url, VMS_TOKEN: sandbox.vms.token }));
    await create({ permissions: ["marks-index"] });
    expect(install.grantsOf(login)).toEqual(["marks-index"]);
  });

  it.each([
    ["missing", undefined, /answered 401: Unauthenticated\..*Check the credentials of this connection/],
    ["wrong", "s3cret-wrong-token", /it refused vms:token \(401\), which is wrong or has expired\. Correct it\./],
  ])("that is %s is a clear error", async (_what, token, words) => {
    install.wantsToken = true;
    handlers = defineHandlers(
      definition,
      contextFor({ VMS_URL: sandbox.vms.url, ...(token ? { VMS_TOKEN: token } : {}) }),
    );
    const error = await failureOf(create({ permissions: ["marks-index"] }));
    expect(error.message).toMatch(words);
    expect(error.stack).not.toContain("s3cret");
  });
});

test("a write that is too old is made again, and never one that is not", async () => {
  const args = checked({ permissions: ["archives-show"], reassertAfter: "24h" });
  const { outputs } = await handlers.create(args);
  install.users.get(login)?.permissions.add("groups-store");
  const at = (hours: number) => defineHandlers(definition, { ...context, now: () => Date.now() + hours * 3_600_000 });
  expect(at(23).diff(outputs, args).changes).toBe(false);
  expect(at(25).diff(outputs, args).changes).toBe(true);
  await at(25).update(outputs, args);
  expect(install.grantsOf(login)).toEqual(["archives-show"]);
});
