import { SubjectNotFoundError, UnsafeChangeError } from "../../../provider/errors.js";
import { defineHandlers, type Handlers } from "../../../provider/lifecycle/lifecycle.js";
import { definition } from "../../../provider/systems/spanel/definition.js";
import { encodeForm, requirePermissions } from "../../../provider/systems/spanel/wire.js";
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
  context = contextFor({ ...sandbox.spanel.env, SPANEL_RETRIES: "0" });
  handlers = defineHandlers(definition, context);
});
afterEach(() => sandbox.close());

const editor = { kind: "subuser", accountUser: "shop", username: "editor", permissions: { email: ["accounts"] } };
const create = (args: object) => handlers.create(handlers.check({ ...args }).inputs);

describe("a sub-user whom the list shows with the account as prefix", () => {
  it("is offered by that name, and nothing is written to it", async () => {
    server.addAccount("shop").subusers.set("shop_editor", { file: ["backups"] });
    const error = await failureOf(create(editor));
    expect(error).toBeInstanceOf(SubjectNotFoundError);
    expect(error.message).toContain(
      'the list shows "shop_editor", which is perhaps the same sub-user: if it is, write that as username',
    );
    expect(sandbox.log.writes()).toEqual([]);
    await create({ ...editor, username: "shop_editor" });
    expect(server.accounts.get("shop")?.subusers.get("shop_editor")).toEqual({ email: ["accounts"] });
  });

  it("is not taken for gone under the other name", async () => {
    const { subusers } = server.addAccount("shop");
    subusers.set("editor", { file: ["backups"] });
    const { outputs } = await create(editor);
    subusers.delete("editor");
    subusers.set("shop_editor", { email: ["accounts"] });
    handlers = defineHandlers(definition, contextFor(sandbox.spanel.env));
    expect((await failureOf(handlers.read(outputs))).message).toContain("nobody in it is taken for gone");
    subusers.delete("shop_editor");
    handlers = defineHandlers(definition, contextFor(sandbox.spanel.env));
    expect(await handlers.read(outputs)).toBeUndefined();
  });
});

it.each(["message", "msg", "errors"] as const)("the words of a refusal are found in %s", async (words) => {
  server.words = words;
  server.addAccount("shop").subusers.set("editor", { file: ["backups"] });
  server.refused.add("user/editsubuserprivileges");
  const error = await failureOf(create(editor));
  expect(error.message).toMatch(/was refused: (username: )?Access to user\/editsubuserprivileges denied/);
});

describe("the user to whom the token belongs", () => {
  it("is warned of before a write that takes something away, and of no other", async () => {
    const { subusers } = server.addAccount("shop");
    subusers.set("editor", { email: ["accounts"] });
    server.currentUser = "editor";
    const wider = { ...editor, permissions: { email: ["accounts", "forwarders"] } };
    const { outputs } = await create(wider);
    expect(context.notices.join()).not.toContain("token belongs");
    await handlers.update(outputs, handlers.check(editor).inputs);
    expect(context.notices).toContain(
      "SPanel subuser editor is the user to whom this connection's token belongs. It loses email/forwarders: later calls may be refused.",
    );
  });

  it("is nobody else", async () => {
    server.addAccount("shop").subusers.set("editor", { file: ["backups"] });
    await create(editor);
    expect(context.notices.join()).not.toContain("token belongs");
  });
});

describe("a set that PHP would cut short", () => {
  const pages = (count: number) => Array.from({ length: count }, (_, index) => `page${index}`);

  it.each(["permissions", "restoreTo"])("is refused at preview, in %s", (property) => {
    const account = { username: "shop", permissions: "all", onDelete: "restore", restoreTo: "all" };
    const { failures } = handlers.check({ ...account, [property]: { email: pages(941) } });
    expect(failures).toEqual([
      { property, reason: expect.stringMatching(/^has 941 pages, and PHP takes at most 1,000 values/) },
    ]);
    expect(handlers.check({ ...account, [property]: { email: pages(940) } }).failures).toEqual([]);
  });

  it("is not sent either, whatever it came from", () => {
    const body = (count: number) =>
      encodeForm({ token: "t", action: "a", username: "u", permissions: { email: pages(count) } });
    expect(() => requirePermissions("Writing", body(948))).toThrow(UnsafeChangeError);
    expect(requirePermissions("Writing", body(940))).toContain("page939");
  });

  it("arrives whole just below that", async () => {
    server.catalogue.email = pages(1_100);
    server.addAccount("shop").subusers.set("editor", { file: ["backups"] });
    await create({ ...editor, permissions: { email: pages(940) } });
    expect(server.grantsOf(server.accounts.get("shop")?.subusers.get("editor"))).toHaveLength(940);
  });
});
