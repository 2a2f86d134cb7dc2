import type { Properties } from "../../provider/arguments/arguments.js";
import type { Context } from "../../provider/contract/Context.js";
import { defineHandlers, type Handlers } from "../../provider/lifecycle/lifecycle.js";
import { definition as bakeronline } from "../../provider/systems/bakeronline/definition.js";
import { definition as spanel } from "../../provider/systems/spanel/definition.js";
import { definition as vms } from "../../provider/systems/vms/definition.js";
import { type Sandbox, startSandbox } from "../../sandbox/index.js";
import { contextFor } from "../support/contextFor.js";

interface Found {
  readonly name: string;
  readonly handlers: (context: Context) => Handlers;
  readonly args: Properties;
  readonly setUp: (sandbox: Sandbox) => void;
  /** Makes live access what nobody could write in a program. */
  readonly drift: (sandbox: Sandbox) => void;
  readonly live: (sandbox: Sandbox) => readonly string[];
  readonly declared: readonly string[];
}

const login = "guard@example.com";
const email = "baker@example.com";
const vmsUser: Pick<Found, "handlers" | "setUp" | "live" | "declared"> = {
  handlers: (context) => defineHandlers(vms, context),
  setUp: (sandbox) => void sandbox.vms.install.addUser(login, []),
  live: (sandbox) => sandbox.vms.install.grantsOf(login),
  declared: ["archives-show"],
};
const all: readonly Found[] = [
  {
    ...vmsUser,
    name: "a VMS permission that is not documented",
    args: { login, permissions: ["archives-show"] },
    drift: (sandbox) => {
      sandbox.vms.install.known.add("secret-show");
      sandbox.vms.install.users.get(login)?.permissions.add("secret-show");
    },
  },
  {
    ...vmsUser,
    name: "a VMS permission that the program denies",
    args: { login, permissions: ["archives-show"], denied: ["marks-index"], unlisted: "keep" },
    drift: (sandbox) => void sandbox.vms.install.users.get(login)?.permissions.add("marks-index"),
  },
  {
    name: "BakerOnline rights without shops",
    handlers: (context) => defineHandlers(bakeronline, context),
    args: { companyId: 15, email, shopIds: [11], permissions: { newsletters: true } },
    setUp: (sandbox) => void sandbox.bakeronline.bakery.addUser(15, email),
    drift: (sandbox) => sandbox.bakeronline.bakery.entry(15, email)?.shopIds.clear(),
    live: (sandbox) => sandbox.bakeronline.bakery.grantsOf(sandbox.bakeronline.bakery.entry(15, email)),
    declared: ["newsletters", "shop:11"],
  },
  {
    name: "a SPanel sub-user with nothing",
    handlers: (context) => defineHandlers(spanel, context),
    args: { kind: "subuser", accountUser: "shop", username: "editor", permissions: { file: ["backups"] } },
    setUp: (sandbox) => void sandbox.spanel.server.addAccount("shop").subusers.set("editor", { domain: ["domains"] }),
    drift: (sandbox) => void sandbox.spanel.server.accounts.get("shop")?.subusers.set("editor", {}),
    live: (sandbox) =>
      sandbox.spanel.server.grantsOf(sandbox.spanel.server.accounts.get("shop")?.subusers.get("editor")),
    declared: ["file/backups"],
  },
];

describe.each(all)("$name", ({ handlers, args, setUp, drift, live, declared }) => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox();
    setUp(sandbox);
  });
  afterEach(() => sandbox.close());
  const run = () => handlers(contextFor(sandbox.env));

  /** As `pulumi refresh` does it, stored: the next run's old inputs are what this one read. */
  async function refreshed(outputs: Properties, inputs: Properties) {
    const next = run();
    const read = await next.read(outputs);
    if (read === undefined) throw new Error("it is believed to be gone");
    next.diff(read.outputs, inputs, read.id);
    return read;
  }

  test("that was found, and stored by a refresh, makes no later refresh or up fail, and is corrected", async () => {
    const first = run();
    const { inputs } = first.check(args);
    const { outputs } = await first.create(inputs);
    drift(sandbox);
    const once = await refreshed(outputs, inputs);
    const twice = await refreshed(once.outputs, once.inputs);
    const next = run();
    const checked = next.check(args, twice.inputs);
    expect(checked.failures).toEqual([]);
    expect(next.diff(twice.outputs, checked.inputs, twice.id).changes).toBe(true);
    await next.update(twice.outputs, checked.inputs);
    expect(live(sandbox)).toEqual(declared);
  });

  test("is no error where the program ignores such changes: what it then says is what was found", async () => {
    const first = run();
    const { inputs } = first.check(args);
    const { outputs } = await first.create(inputs);
    drift(sandbox);
    const found = [...live(sandbox)];
    const stored = await refreshed(outputs, inputs);
    const next = run();
    // With `ignoreChanges` the engine passes the stored inputs in place of the program's.
    const checked = next.check({ ...args, ...stored.inputs }, stored.inputs);
    expect(checked.failures).toEqual([]);
    next.diff(stored.outputs, checked.inputs, stored.id);
    await next.update(stored.outputs, checked.inputs);
    expect(live(sandbox)).toEqual(found);
  });
});
