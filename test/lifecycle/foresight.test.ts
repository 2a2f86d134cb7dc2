import type { Properties } from "../../provider/arguments/arguments.js";
import type { Context } from "../../provider/contract/Context.js";
import { ForeseenError } from "../../provider/errors.js";
import { defineHandlers, type Handlers } from "../../provider/lifecycle/lifecycle.js";
import { definition as bakeronlineDefinition } from "../../provider/systems/bakeronline/definition.js";
import { definition as spanelDefinition } from "../../provider/systems/spanel/definition.js";
import { definition as vmsDefinition } from "../../provider/systems/vms/definition.js";
import { type Sandbox, startSandbox } from "../../sandbox/index.js";
import { contextFor } from "../support/contextFor.js";
import { failureOf } from "../support/failureOf.js";

const bakeronline = (context: Context) => defineHandlers(bakeronlineDefinition, context);
const spanel = (context: Context) => defineHandlers(spanelDefinition, context);
const vms = (context: Context) => defineHandlers(vmsDefinition, context);

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
  for (const name of ["shop", "site"]) sandbox.spanel.server.addAccount(name, {});
  sandbox.vms.install.addUser("guard@example.com", []);
  sandbox.bakeronline.bakery.addUser(15, "baker@example.com", []);
});
afterEach(() => sandbox.close());

/** One run: all that the program declares is judged, as the engine does it, before the first is made. */
function run(open: (context: Context) => Handlers, programs: readonly Properties[]) {
  const handlers = open(contextFor(sandbox.env));
  return { handlers, inputs: programs.map((args, index) => check(handlers, args, `r${index}`)) };
}

function check(handlers: Handlers, args: Properties, name: string, olds: Properties = {}): Properties {
  const { inputs, failures } = handlers.check(args, olds, { name, mark: name });
  expect(failures).toEqual([]);
  return inputs;
}

const good = { username: "shop", permissions: { email: ["accounts"] } };
const typo = { username: "site", permissions: { email: ["acounts"] } };
const baker = { companyId: 15, email: "baker@example.com", shopIds: [11] };

test.each([
  [
    "a page that the server does not know",
    spanel,
    good,
    typo,
    /SPanel account site: permissions.email has no page "acounts".*"accounts"/,
  ],
  ["an account that is not there", spanel, good, { ...typo, username: "sites" }, /SPanel account sites does not exist/],
  [
    "an entry that is not there",
    bakeronline,
    baker,
    { companyId: 15, userPermissionId: 999, shopIds: [11] },
    /entry 999/,
  ],
  [
    "a login that is not there",
    vms,
    { login: "guard@example.com", permissions: ["archives-show"] },
    { login: "nobody@example.com", permissions: [] },
    /VMS user nobody@example.com does not exist/,
  ],
])("%s is told before anything is written for others", async (_what, definition, one, other, words) => {
  const { handlers, inputs } = run(definition, [one, other]);
  const error = await failureOf(handlers.create(inputs[0] ?? {}));
  expect(error).toBeInstanceOf(ForeseenError);
  expect(error.message).toMatch(words);
  expect(sandbox.log.writes()).toEqual([]);
});

test("whoever comes first, and also side by side, as the engine does it", async () => {
  const { handlers, inputs } = run(spanel, [good, typo]);
  const [first, second] = await Promise.all(inputs.map((each) => failureOf(handlers.create(each))));
  expect(first).toBeInstanceOf(ForeseenError);
  expect(second?.message).toContain('has no page "acounts"');
  expect(await failureOf(handlers.create(inputs[0] ?? {}))).toBeInstanceOf(ForeseenError);
  expect(sandbox.log.writes()).toEqual([]);
});

test("nobody is entered anew either", async () => {
  const { handlers, inputs } = run(bakeronline, [
    { companyId: 15, email: "new@example.com", shopIds: [11] },
    { companyId: 15, userPermissionId: 999, shopIds: [11] },
  ]);
  expect(await failureOf(handlers.create(inputs[0] ?? {}))).toBeInstanceOf(ForeseenError);
  expect(sandbox.log.writes()).toEqual([]);
});

test("access is taken away all the same", async () => {
  const before = run(spanel, [
    { kind: "subuser", accountUser: "shop", username: "editor", permissions: { email: "all", domain: "all" } },
  ]);
  sandbox.spanel.server.addAccount("shop").subusers.set("editor", {});
  const { outputs } = await before.handlers.create(before.inputs[0] ?? {});
  const { handlers, inputs } = run(spanel, [
    { kind: "subuser", accountUser: "shop", username: "editor", permissions: { email: "all" } },
    typo,
  ]);
  await handlers.update(outputs, inputs[0] ?? {});
  expect(sandbox.spanel.server.accounts.get("shop")?.subusers.get("editor")).toEqual({ email: "all" });
});

test("what the program asked for before and asks for still stands in nobody's way", async () => {
  const handlers = spanel(contextFor(sandbox.env));
  const before = check(spanel(contextFor({})), typo, "site");
  check(handlers, typo, "site", before);
  await handlers.create(check(handlers, good, "shop"));
  expect(sandbox.spanel.server.accounts.get("shop")?.pages).toEqual({ email: ["accounts"] });
});

test("once something was written there, the others are made too", async () => {
  const handlers = spanel(contextFor(sandbox.env));
  sandbox.spanel.server.addAccount("late", {});
  await handlers.create(check(handlers, good, "shop"));
  check(handlers, typo, "site");
  await handlers.create(check(handlers, { ...good, username: "late" }, "late"));
  expect(sandbox.spanel.server.accounts.get("late")?.pages).toEqual({ email: ["accounts"] });
});

test("a list that fails, or that shows nobody at all, tells nothing", async () => {
  const { handlers, inputs } = run(spanel, [good, { ...typo, username: "sites", permissions: { email: "all" } }]);
  sandbox.faults.add({ kind: "status", status: 403, call: "accounts/listaccounts", times: Number.POSITIVE_INFINITY });
  await handlers.create(inputs[0] ?? {});
  expect(sandbox.log.writes()).toHaveLength(1);
});

test("it costs no request", async () => {
  const requestsOf = async (programs: readonly Properties[]) => {
    sandbox.log.clear();
    const { handlers, inputs } = run(spanel, programs);
    await handlers.create(inputs[0] ?? {});
    return sandbox.log.requests.length;
  };
  const alone = await requestsOf([good]);
  for (const name of ["shop", "site"]) sandbox.spanel.server.addAccount(name, {});
  expect(await requestsOf([good, { ...typo, permissions: { email: "all" } }])).toBe(alone);
});
