import { inspect } from "node:util";
import { SystemRefusedError, UnexpectedAnswerError } from "../../../provider/errors.js";
import { defineHandlers, type Handlers } from "../../../provider/lifecycle/lifecycle.js";
import { definition } from "../../../provider/systems/spanel/definition.js";
import { type Fault, type Sandbox, startSandbox } from "../../../sandbox/index.js";
import { contextFor } from "../../support/contextFor.js";
import { failureOf } from "../../support/failureOf.js";
import { repeatAtOnce } from "../../support/repeatAtOnce.js";

repeatAtOnce();

let sandbox: Sandbox;
let handlers: Handlers;
beforeEach(async () => {
  sandbox = await startSandbox();
  sandbox.spanel.server.admins.set("root@example.com", { server: ["status"] });
  sandbox.spanel.server.addAccount("shop", { email: "all" });
  handlers = defineHandlers(definition, contextFor({ ...sandbox.spanel.env, SPANEL_RETRIES: "0" }));
});
afterEach(() => sandbox.close());

const list = "admin/listadminusers";
const edit = "admin/updateadminpermissions";
const admin = { kind: "admin", username: "root@example.com", permissions: { server: "all" } };
const create = () => handlers.create(handlers.check(admin).inputs);
const live = () => sandbox.spanel.server.admins.get("root@example.com");
const answer = (call: string, body: unknown): Fault => ({ kind: "status", status: 200, call, body });
/** What really went wrong, below the state that an error after a write carries. */
const reasonOf = (error: Error): unknown => Reflect.get(error, "reason") ?? error;

describe("status 200 with result error", () => {
  it.each([
    ["a text", "Access denied", "Access denied"],
    ["a list", ["Access denied", "Try again"], "Access denied; Try again"],
    ["nothing", undefined, "no reason given"],
  ])("and %s for a message is a refusal, of a read and of a write", async (_what, message, words) => {
    for (const call of [list, edit]) {
      sandbox.faults.add(answer(call, { result: "error", message }));
      const error = await failureOf(create());
      expect(reasonOf(error)).toBeInstanceOf(SystemRefusedError);
      expect(error.message).toContain(`was refused: ${words}`);
    }
    expect(live()).toEqual({ server: ["status"] });
  });

  it("for a token that is wrong does not show it, also where the server repeats it", async () => {
    const { token } = sandbox.spanel;
    for (const call of [list, edit]) {
      const said = [`no such token: ${token}`, `in token=${encodeURIComponent(token)}&action=x`];
      sandbox.faults.add(answer(call, { result: "error", message: said }));
      const error = await failureOf(create());
      expect(error.message).toContain("no such token: [redacted]; in token=[redacted]&action=x");
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(token);
    }
  });
});

const strange: readonly (readonly [string, unknown])[] = [
  ["an unknown result", { result: "maybe", data: [] }],
  ["neither result nor data", { version: 2 }],
  ["a list", ["success"]],
  ["a text", "success"],
  ["a message that is an object", { result: "error", message: { text: "no" } }],
];

describe("an answer that nobody knows", () => {
  it.each(strange)("with %s is an error of a read, and nobody is gone", async (_what, body) => {
    const { outputs } = await create();
    handlers = defineHandlers(definition, contextFor({ ...sandbox.spanel.env, SPANEL_RETRIES: "0" }));
    sandbox.faults.add(answer(list, body));
    expect(await failureOf(handlers.read(outputs))).toBeInstanceOf(UnexpectedAnswerError);
  });

  it.each([...strange, ["data, but no result", { data: { msg: "Successfully updated" } }]] as const)(
    "with %s is an error of a write",
    async (_what, body) => {
      sandbox.faults.add(answer(edit, body));
      const error = await failureOf(create());
      expect(reasonOf(error)).toBeInstanceOf(UnexpectedAnswerError);
      expect(error.message).toContain("Writing the privileges of SPanel admin root@example.com");
    },
  );

  it.each([
    ["rows without a user", { data: [{ name: "root@example.com" }] }],
    ["no rows", { data: "none" }],
    ["rows by name", { data: { "root@example.com": { permissions: "all" } } }],
    ["permissions that are a word", { data: [{ user: "root@example.com", permissions: "none" }] }],
    ["permissions that are missing", { data: [{ user: "root@example.com" }] }],
    ["pages that are no list", { data: [{ user: "root@example.com", permissions: { server: 1 } }] }],
  ])("with %s is an error before anything is written", async (_what, body) => {
    sandbox.faults.add(answer(list, body));
    expect(await failureOf(create())).toBeInstanceOf(UnexpectedAnswerError);
    expect(sandbox.log.writes()).toEqual([]);
  });

  it("does not show the token although the server repeats it as its result", async () => {
    const { token } = sandbox.spanel;
    sandbox.faults.add(answer(edit, { result: `unknown ${token}` }));
    const error = await failureOf(create());
    expect(error.message).toContain('result "unknown [redacted]"');
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(token);
  });
});

describe.each([
  ["an empty answer", { kind: "empty" }, "the answer is empty"],
  ["a web page", { kind: "html" }, "the answer is a web page"],
  ["half an answer", { kind: "truncate" }, "failed"],
  ["a broken connection", { kind: "reset" }, "failed"],
  ["status 500", { kind: "status", status: 500 }, "answered 500"],
] as const)("%s", (_what, fault, words) => {
  it.each([list, edit])("to %s is overcome by a repetition", async (call) => {
    handlers = defineHandlers(definition, contextFor({ ...sandbox.spanel.env, SPANEL_RETRIES: "1" }));
    sandbox.faults.add({ ...fault, call });
    await create();
    expect(live()).toEqual({ server: "all" });
  });

  it.each([list, edit])("to %s that stays is an error, unless a read finds that all has been done", async (call) => {
    sandbox.faults.add({ ...fault, call });
    if (call === edit && fault.kind === "truncate") {
      await create();
      expect(live()).toEqual({ server: "all" });
      return;
    }
    const error = await failureOf(create());
    expect(error.message).toContain(words);
    expect(error.message).toMatch(/^(Listing the SPanel administrators|Writing the privileges of SPanel admin)/);
  });
});

it("a list without a result is understood, as the vendor's sample shows it", async () => {
  sandbox.faults.add(answer(list, { data: [{ user: "root@example.com", permissions: { server: "all" } }] }));
  await create();
  expect(sandbox.log.writes()).toEqual([]);
});

it("a write that took effect although its answer says that it failed counts, because a read finds all of it", async () => {
  sandbox.faults.add({ kind: "status", status: 500, call: edit, afterEffect: true });
  const { outputs } = await create();
  expect(outputs).toMatchObject({
    permissions: { server: "all" },
    baseline: ["server/status"],
    __state: { verified: true },
  });
});

it("an account's action can be another one, as the vendor's sample has it", async () => {
  const settings = { ...sandbox.spanel.env, SPANEL_EDIT_ACTION: "user/editprivileges" };
  handlers = defineHandlers(definition, contextFor(settings));
  await handlers.create(handlers.check({ username: "shop", permissions: { file: "all" } }).inputs);
  expect(sandbox.log.writes()).toMatchObject([{ call: "user/editprivileges", body: { username: "shop" } }]);
  expect(sandbox.spanel.server.accounts.get("shop")?.pages).toEqual({ file: "all" });
});

it("an account that the server does not know when it is written is refused in the server's words", async () => {
  sandbox.spanel.server.refused.add("accounts/listaccounts");
  const error = await failureOf(handlers.create(handlers.check({ ...admin, kind: "account" }).inputs));
  expect(error.message).toContain("permissions.server is not a category");
  const sound = { username: "nobody", permissions: { email: "all" } };
  handlers = defineHandlers(definition, contextFor(sandbox.spanel.env));
  expect((await failureOf(handlers.create(handlers.check(sound).inputs))).message).toContain(
    "Writing the privileges of SPanel account nobody was refused: User does not exist",
  );
});
