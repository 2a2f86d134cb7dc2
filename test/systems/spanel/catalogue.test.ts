import type { Properties } from "../../../provider/arguments/arguments.js";
import { ArgumentsError } from "../../../provider/errors.js";
import { defineHandlers, type Handlers } from "../../../provider/lifecycle/lifecycle.js";
import { inTheWordsOf } from "../../../provider/systems/spanel/catalogue.js";
import { definition } from "../../../provider/systems/spanel/definition.js";
import { type Sandbox, type SpanelServer, startSandbox } from "../../../sandbox/index.js";
import { contextFor } from "../../support/contextFor.js";
import { failureOf } from "../../support/failureOf.js";

let sandbox: Sandbox;
let server: SpanelServer;
let context: ReturnType<typeof contextFor>;
let handlers: Handlers;
beforeEach(async () => {
  sandbox = await startSandbox();
  server = sandbox.spanel.server;
  server.addAccount("shop", {});
  server.admins.set("root@example.com", {});
  context = contextFor({ ...sandbox.spanel.env, SPANEL_RETRIES: "0" });
  handlers = defineHandlers(definition, context);
});
afterEach(() => sandbox.close());

const create = (args: Properties) => handlers.create(handlers.check({ username: "shop", ...args }).inputs);
const asked = (call: string) => sandbox.log.requests.filter((request) => request.call === call);

test.each([
  ["a page", { domain: ["domain", "redirects"] }, 'permissions.domain has no page "domain"', '"domains"'],
  ["a category", { domains: ["redirects"] }, "permissions.domains is not a category", '"domain"'],
  ["a category as a whole", { emails: "all" }, "permissions.emails is not a category", '"email"'],
])(
  "%s that the server does not know is refused with the nearest one, and nothing is written",
  async (_what, permissions, words, near) => {
    const error = await failureOf(create({ permissions }));
    expect(error.message).toContain(words);
    expect(error.message).toContain(`did you mean ${near}?`);
    expect(error).toBeInstanceOf(Error);
    expect(sandbox.log.writes()).toEqual([]);
    expect(server.accounts.get("shop")?.pages).toEqual({});
  },
);

test("every unknown name is reported at once, each category once", async () => {
  const permissions = { domains: ["a", "b"], email: ["acounts", "forwarder", "accounts"] };
  const error = await failureOf(create({ permissions }));
  const reason: unknown = Reflect.get(error, "reason") ?? error;
  expect(reason).toBeInstanceOf(ArgumentsError);
  const failures: unknown = Reflect.get(Object(reason), "failures");
  expect(failures).toEqual([
    { property: "permissions.domains", reason: 'is not a category of this server; did you mean "domain"?' },
    { property: "permissions.email", reason: 'has no page "acounts" on this server; did you mean "accounts"?' },
    { property: "permissions.email", reason: 'has no page "forwarder" on this server; did you mean "forwarders"?' },
  ]);
});

test("names in restoreTo are checked too, before anything is written: at destroy it would be too late", async () => {
  const error = await failureOf(
    create({ permissions: { email: "all" }, onDelete: "restore", restoreTo: { domain: ["domain"] } }),
  );
  expect(error.message).toContain('restoreTo.domain has no page "domain" on this server; did you mean "domains"?');
  expect(sandbox.log.writes()).toEqual([]);
});

test("names in restoreTo that the server has lost do not stand in the way of taking access away", async () => {
  const args = { kind: "admin", username: "root@example.com", permissions: { accounts: ["list"] } };
  const { outputs } = await create(args);
  server.admins.set("root@example.com", { accounts: ["list"], server: "all" });
  const restoring = handlers.check({ ...args, onDelete: "restore", restoreTo: { legacy: ["x"] } }).inputs;
  await defineHandlers(definition, contextFor(sandbox.spanel.env)).update(outputs, restoring);
  expect(server.admins.get("root@example.com")).toEqual({ accounts: ["list"] });
});

test("a category that is named like something that every object has is a category like any other", async () => {
  const found = ["constructor/*", "email/accounts"];
  const catalogue = new Map(["constructor", "email"].map((category) => [category, ["accounts"]]));
  const words = inTheWordsOf({ email: "all" }, found, async () => catalogue);
  await expect(words).resolves.toEqual(["constructor/*", "email/*"]);
});

test.each([
  ["is not known", undefined],
  ["does not have the category", new Map([["domain", ["domains"]]])],
  ["has no page of the category", new Map([["email", []]])],
])("where the catalogue %s, all of a category and a list of its pages are not the same", async (_what, catalogue) => {
  const known = async () => catalogue;
  await expect(inTheWordsOf({ email: ["accounts"] }, ["email/*"], known)).resolves.toEqual(["email/*"]);
  await expect(inTheWordsOf({ email: "all" }, ["email/accounts"], known)).resolves.toEqual(["email/accounts"]);
});

test("two rows of one user that differ are not understood, and nothing is written", async () => {
  const row = { user: "root@example.com" };
  const data = [
    { ...row, permissions: { email: "all" } },
    { ...row, permissions: {} },
  ];
  sandbox.faults.add({ kind: "status", status: 200, call: "admin/listadminusers", body: { result: "success", data } });
  const error = await failureOf(create({ kind: "admin", username: "root@example.com", permissions: { email: "all" } }));
  expect(error.message).toContain("root@example.com stands in it twice, with different permissions");
  expect(sandbox.log.writes()).toEqual([]);
});

test("is asked for once for all writes of a run, and again in the next run", async () => {
  const names = Array.from({ length: 20 }, (_, index) => `site${index}`);
  for (const username of names) server.addAccount(username, {});
  await Promise.all(names.map((username) => create({ username, permissions: { email: "all" } })));
  expect(asked("accounts/editprivileges")).toHaveLength(20);
  expect(asked("accounts/listuserpermissions")).toHaveLength(1);
  handlers = defineHandlers(definition, contextFor(sandbox.spanel.env));
  await create({ permissions: { email: "all" } });
  expect(asked("accounts/listuserpermissions")).toHaveLength(2);
});

test("is the administrators' own for administrators", async () => {
  const args = { kind: "admin", username: "root@example.com" };
  await create({ ...args, permissions: { server: ["services"], backups: "all" } });
  expect(server.grantsOf(server.admins.get("root@example.com"))).toEqual(["backups/*", "server/services"]);
  expect(asked("admin/listadminuserpermissions")).toHaveLength(1);
  expect(asked("accounts/listuserpermissions")).toEqual([]);
  const error = await failureOf(create({ ...args, permissions: { email: "all" } }));
  expect(error.message).toContain("permissions.email is not a category of this server");
});

test("is not needed for full root", async () => {
  await create({ permissions: "all" });
  expect(server.accounts.get("shop")?.pages).toBe("all");
});

test.each([
  ["says no", () => void server.refused.add("accounts/listuserpermissions")],
  [
    "says no with status 403",
    () => sandbox.faults.add({ kind: "status", status: 403, call: "accounts/listuserpermissions" }),
  ],
  [
    "answers with something else",
    () =>
      sandbox.faults.add({ kind: "status", status: 200, call: "accounts/listuserpermissions", body: { data: "none" } }),
  ],
  [
    "knows nothing",
    () => sandbox.faults.add({ kind: "status", status: 200, call: "accounts/listuserpermissions", body: { data: [] } }),
  ],
])("a server that %s when asked for it is written to all the same, with a warning", async (_what, prepare) => {
  prepare();
  await create({ permissions: { email: ["accounts"] } });
  expect(server.accounts.get("shop")?.pages).toEqual({ email: ["accounts"] });
  expect(context.notices).toContainEqual(expect.stringContaining("does not list the permissions that it knows"));
});

test("a call for it that failed is made again by the next write", async () => {
  sandbox.faults.add({ kind: "status", status: 500, call: "accounts/listuserpermissions" });
  const error = await failureOf(create({ permissions: { email: "all" } }));
  expect(error.message).toContain("Listing the permissions that SPanel knows failed");
  await create({ permissions: { email: "all" } });
  expect(server.accounts.get("shop")?.pages).toEqual({ email: "all" });
});

test.each([
  ["lists of names", { email: ["accounts"], domain: ["domains"] }],
  ["names with labels", { email: { accounts: "E-mail accounts" }, domain: { pages: { domains: "Domains" } } }],
  ["lists with numeric keys", { email: { category: "email", pages: { 0: "accounts" } }, domain: { 0: "domains" } }],
])("is understood as %s", async (_what, data) => {
  sandbox.faults.add({ kind: "status", status: 200, call: "accounts/listuserpermissions", body: { data } });
  const error = await failureOf(create({ permissions: { email: ["accounts"], domain: ["domain"] } }));
  expect(error.message).toContain('permissions.domain has no page "domain" on this server; did you mean "domains"?');
  expect(error.message).not.toContain("permissions.email");
});
