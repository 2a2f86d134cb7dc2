import type { Properties } from "../../../provider/arguments/arguments.js";
import { UnsafeChangeError } from "../../../provider/errors.js";
import { defineHandlers, type Handlers } from "../../../provider/lifecycle/lifecycle.js";
import { definition } from "../../../provider/systems/spanel/definition.js";
import { type Sandbox, type SpanelServer, startSandbox } from "../../../sandbox/index.js";
import type { Pages } from "../../../sandbox/spanel/SpanelServer.js";
import { contextFor } from "../../support/contextFor.js";
import { failureOf } from "../../support/failureOf.js";

let sandbox: Sandbox;
let server: SpanelServer;
let context: ReturnType<typeof contextFor>;
let handlers: Handlers;
beforeEach(async () => {
  sandbox = await startSandbox();
  server = sandbox.spanel.server;
  context = contextFor(sandbox.spanel.env);
  handlers = defineHandlers(definition, context);
});
afterEach(() => sandbox.close());

const editor = { kind: "subuser", accountUser: "shop", username: "editor" };
const live = () => server.accounts.get("shop")?.subusers.get("editor");
async function created(before: Pages, args: Properties) {
  server.addAccount("shop", { email: "all" }).subusers.set("editor", before);
  const inputs = handlers.check({ ...editor, permissions: { email: ["accounts"] }, ...args }).inputs;
  const { outputs } = await handlers.create(inputs);
  sandbox.log.clear();
  return outputs;
}

test("keeps by default, asks nothing, and says what it left behind", async () => {
  const outputs = await created({ domain: "all" }, { permissions: { email: "all", domain: ["redirects"] } });
  await handlers.delete(outputs);
  expect(context.notices.at(-1)).toMatch(/^SPanel subuser shop\/editor: .*as it is.*: domain\/redirects, email\/\*$/);
  expect(sandbox.log.requests).toEqual([]);
});

test("restores what was there before", async () => {
  const outputs = await created({ domain: ["redirects"], file: "all" }, { onDelete: "restore" });
  expect(outputs).toMatchObject({ baseline: ["domain/redirects", "file/*"] });
  await handlers.delete(outputs);
  expect(live()).toEqual({ domain: ["redirects"], file: "all" });
});

test.each<[string, Pages, unknown, Pages]>([
  ["pages", { domain: "all" }, { file: ["backups"] }, { file: ["backups"] }],
  ["full root, when it says so", { domain: "all" }, "all", "all"],
  ["full root, also where it was there before", "all", "all", "all"],
])("restores what restoreTo says: %s", async (_what, before, restoreTo, after) => {
  await handlers.delete(await created(before, { onDelete: "restore", restoreTo }));
  expect(live()).toEqual(after);
});

test.each<[string, Pages, string]>([
  ["full root", "all", "it had full root access before"],
  ["nothing", {}, "it had none before, and SPanel reads an empty set as full root access"],
])("refuses to restore %s, with what to do instead, before any request", async (_what, before, words) => {
  const outputs = await created(before, { onDelete: "restore" });
  const error = await failureOf(handlers.delete(outputs));
  expect(error).toBeInstanceOf(UnsafeChangeError);
  expect(error.message).toContain(words);
  expect(error.message).toContain('Set restoreTo, or onDelete "keep", and run `pulumi up` before destroy.');
  expect(sandbox.log.requests).toEqual([]);
  expect(live()).toEqual({ email: ["accounts"] });
});

test('with unlisted "keep" takes back only what the program gave', async () => {
  const outputs = await created({ domain: ["redirects"] }, { unlisted: "keep", onDelete: "restore" });
  expect(server.grantsOf(live())).toEqual(["domain/redirects", "email/accounts"]);
  await handlers.delete(outputs);
  expect(server.grantsOf(live())).toEqual(["domain/redirects"]);
});

test("never leaves an empty set: when nothing else is left, the write is refused", async () => {
  const outputs = await created({ domain: ["redirects"] }, { unlisted: "keep", onDelete: "restore" });
  server.accounts.get("shop")?.subusers.set("editor", { email: ["accounts"] });
  const nextRun = defineHandlers(definition, contextFor(sandbox.spanel.env));
  const error = await failureOf(nextRun.delete(outputs));
  expect(error).toBeInstanceOf(UnsafeChangeError);
  expect(sandbox.log.writes()).toEqual([]);
  expect(live()).toEqual({ email: ["accounts"] });
});

test("no action of a whole life creates, deletes or terminates anybody", async () => {
  server.addAccount("shop", { email: "all" }).subusers.set("editor", { domain: "all" });
  server.admins.set("root@example.com", { server: "all" });
  const users = [
    [{ username: "shop" }, { email: "all" }],
    [editor, { email: "all" }],
    [{ kind: "admin", username: "root@example.com" }, { backups: "all" }],
  ] as const;
  for (const [subject, permissions] of users) {
    for (const onDelete of ["keep", "restore"]) {
      const args = { ...subject, onDelete, restoreTo: permissions };
      const { outputs } = await handlers.create(handlers.check({ ...args, permissions }).inputs);
      const { outputs: updated } = await handlers.update(
        outputs,
        handlers.check({ ...args, permissions: "all" }).inputs,
      );
      await handlers.read(updated);
      await handlers.delete(updated);
    }
  }
  const calls = new Set(sandbox.log.requests.map(({ call }) => call));
  expect([...calls].sort()).toEqual([
    "accounts/editprivileges",
    "accounts/listaccounts",
    "accounts/listuserpermissions",
    "admin/listadminuserpermissions",
    "admin/listadminusers",
    "admin/updateadminpermissions",
    "user/editsubuserprivileges",
    "user/listsubusers",
  ]);
  expect(server.incidents).toEqual([]);
});
