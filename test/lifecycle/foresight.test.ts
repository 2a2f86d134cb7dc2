import type { Properties } from "../../provider/arguments/arguments.js";
import type { Context } from "../../provider/contract/Context.js";
import { defineHandlers, type Handlers } from "../../provider/lifecycle/lifecycle.js";
import { definition as bakeronlineDefinition } from "../../provider/systems/bakeronline/definition.js";
import { definition as spanelDefinition } from "../../provider/systems/spanel/definition.js";
import { definition as vmsDefinition } from "../../provider/systems/vms/definition.js";
import { type Sandbox, startSandbox } from "../../sandbox/index.js";
import { contextFor } from "../support/contextFor.js";

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
  const told: { readonly message: string; readonly writes: number }[] = [];
  const notify = (severity: string, message: string) =>
    void (
      severity === "warning" &&
      /^This will fail: /.test(message) &&
      told.push({ message, writes: sandbox.log.writes().length })
    );
  const handlers = open({ ...contextFor(sandbox.env), notify });
  return { told, handlers, inputs: programs.map((args, index) => check(handlers, args, `r${index}`)) };
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
])(
  "%s is told before anything is written for others, who are made all the same",
  async (_what, open, one, other, words) => {
    const { handlers, inputs, told } = run(open, [one, other]);
    const [first, second] = await Promise.allSettled(inputs.map((each) => handlers.create(each)));
    expect(told).toEqual([expect.objectContaining({ message: expect.stringMatching(words), writes: 0 })]);
    expect([first?.status, second?.status]).toEqual(["fulfilled", "rejected"]);
    expect(sandbox.log.writes()).toHaveLength(1);
  },
);

test("nobody is entered anew before it is told", async () => {
  const { handlers, inputs, told } = run(bakeronline, [
    { companyId: 15, email: "new@example.com", shopIds: [11] },
    { companyId: 15, userPermissionId: 999, shopIds: [11] },
  ]);
  await handlers.create(inputs[0] ?? {});
  expect(told).toEqual([expect.objectContaining({ message: expect.stringContaining("entry 999"), writes: 0 })]);
});

test("what the program asked for before, and asks for still, is not judged", async () => {
  const { handlers, inputs, told } = run(spanel, [good]);
  check(handlers, typo, "site", check(spanel(contextFor({})), typo, "site"));
  await handlers.create(inputs[0] ?? {});
  expect(told).toEqual([]);
});

test("a list that fails, or that shows nobody at all, tells nothing", async () => {
  const { handlers, inputs, told } = run(spanel, [good, { ...typo, username: "sites", permissions: { email: "all" } }]);
  sandbox.faults.add({ kind: "status", status: 403, call: "accounts/listaccounts", times: Number.POSITIVE_INFINITY });
  await handlers.create(inputs[0] ?? {});
  expect(told).toEqual([]);
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
