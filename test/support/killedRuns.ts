import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import * as dynamic from "../../provider/index.js";
import * as native from "../../provider/native/index.js";
import type { ShopUserPermissionsArgs } from "../../provider/systems/bakeronline/ShopUserPermissions.js";
import type { SpanelPermissions } from "../../provider/systems/spanel/SpanelUserPrivileges.js";
import type { Sandbox } from "../../sandbox/index.js";
import type { Run } from "../../scripts/EngineStack.js";
import { startWorld, type World } from "../engine/support.js";
import { installPlugin } from "./installPlugin.js";
import { kill as killProcesses, until, type Victim } from "./killing.js";

/** Where a run of the engine is killed: at which of its writes, and whether that one still took effect. */
export interface Kill {
  /** What serves the resources. */
  readonly shell: "dynamic" | "native";
  readonly victim: Victim;
  readonly operation: "up" | "update" | "destroy";
  readonly write: number;
  readonly afterEffect: boolean;
  readonly checkpoints: boolean;
}

const account = "owner";
const newcomer = "new@example.com";

/** Two subjects of every system, among them somebody for whom BakerOnline has to make an entry. */
function declareAll(isChanged: boolean, shell: Kill["shell"]): void {
  const { ContactPermissions, SpanelUserPrivileges, VmsUserPermissions, ShopUserPermissions } = { dynamic, native }[
    shell
  ];
  const shopUser = (email: string): ShopUserPermissionsArgs => ({
    companyId: 15,
    email,
    shopIds: [11],
    permissions: isChanged ? { products: true } : { newsletters: true },
  });
  for (const contactId of [1, 2]) {
    const rights = isChanged ? { canOpenTickets: true } : { canViewInvoices: true };
    new ContactPermissions(`contact-${contactId}`, { contactId, ...rights });
  }
  for (const username of ["one", "two"]) {
    const permissions: SpanelPermissions = isChanged ? { file: ["backups"] } : { email: "all" };
    new SpanelUserPrivileges(username, { kind: "subuser", accountUser: account, username, permissions });
  }
  for (const login of ["guard@example.com", "clerk@example.com"]) {
    new VmsUserPermissions(login, { login, permissions: [isChanged ? "marks-index" : "archives-show"] });
  }
  for (const email of ["old@example.com", newcomer]) new ShopUserPermissions(email, shopUser(email));
}

/** What everybody holds, by the sandbox's own state. */
export function liveAccess({ hostup, spanel, vms, bakeronline }: Sandbox): Record<string, string> {
  const { subusers } = spanel.server.accounts.get(account) ?? { subusers: new Map() };
  const { bakery } = bakeronline;
  return {
    contact1: hostup.account.grantsOf(1).join(),
    contact2: hostup.account.grantsOf(2).join(),
    one: spanel.server.grantsOf(subusers.get("one")).join(),
    two: spanel.server.grantsOf(subusers.get("two")).join(),
    guard: vms.install.grantsOf("guard@example.com").join(),
    clerk: vms.install.grantsOf("clerk@example.com").join(),
    old: bakery.grantsOf(bakery.entry(15, "old@example.com")).join(),
    newcomer: bakery.grantsOf(bakery.entry(15, newcomer)).join(),
  };
}

const before = {
  contact1: "canViewTickets",
  contact2: "canViewTickets",
  one: "domain/domains",
  two: "domain/domains",
  guard: "layouts-index",
  clerk: "layouts-index",
  old: "discounts,shop:19",
  newcomer: "",
};
const everybody = (rights: readonly [string, string, string, string]) => {
  const [contact, subuser, guard, shopUser] = rights;
  return {
    ...{ contact1: contact, contact2: contact, one: subuser, two: subuser, guard, clerk: guard },
    ...{ old: shopUser, newcomer: shopUser },
  };
};
const declared = everybody(["canViewInvoices", "email/*", "archives-show", "newsletters,shop:11"]);
const changed = everybody(["canOpenTickets", "file/backups", "marks-index", "products,shop:11"]);
/** SPanel's privileges are kept on destroy: an empty set would be full root. */
const destroyed = { ...everybody(["", "", "", ""]), one: declared.one, two: declared.two };

function setUp({ hostup, spanel, vms, bakeronline }: Sandbox): void {
  for (const contactId of [1, 2]) hostup.account.addContact(contactId, ["canViewTickets"]);
  const { subusers } = spanel.server.addAccount(account);
  for (const username of ["one", "two"]) subusers.set(username, { domain: ["domains"] });
  for (const login of ["guard@example.com", "clerk@example.com"]) vms.install.addUser(login, ["layouts-index"]);
  bakeronline.bakery.addUser(15, "old@example.com", ["discounts", "shop:19"]);
}

/** What the baselines of the resources in the state hold, by the resources' names. */
export type Baselines = Readonly<Record<string, readonly string[] | null>>;

/** What is to be true after a run was killed and done again. */
export interface Aftermath {
  readonly live: Record<string, string>;
  readonly expected: Record<string, string>;
  /** What was true right after the kill: what everybody held, and the baselines of those whom the state already had. */
  readonly killed: { readonly live: Record<string, string>; readonly baselines: Baselines };
  readonly baselines: Baselines;
  /** Operations that the state takes for unfinished. */
  readonly pendingOperations: number;
  /** Entries that BakerOnline's company has. */
  readonly entries: number;
  readonly incidents: number;
  /** Steps of one more run of the same command. */
  readonly again: Run["changes"];
}

/**
 * Kills a run at one point, does it again, and tells what became of everything. Where the engine lost the program on the way, which
 * makes a run that deletes everything, nothing is proven: then all of it is done anew.
 */
export async function killAndRepair(kill: Kill): Promise<Aftermath> {
  for (let attempt = 1; attempt <= 3; attempt++) {
    const aftermath = await killAndRepairOnce(kill);
    if (aftermath !== undefined) return aftermath;
  }
  throw new Error("the engine lost the program three times");
}

async function killAndRepairOnce(kill: Kill): Promise<Aftermath | undefined> {
  const { operation, checkpoints, shell } = kill;
  const world = await startWorld((sandbox) => {
    setUp(sandbox);
    return { env: { ...sandbox.env, PULUMI_SKIP_CHECKPOINTS: checkpoints ? "0" : "1" } };
  });
  try {
    const { sandbox, stack } = world;
    expect(liveAccess(sandbox)).toEqual(before);
    if (shell === "native") await installPlugin(stack);
    const program = (isChanged: boolean) => async () => declareAll(isChanged, shell);
    stack.program = program(false);
    const first = operation === "up" ? undefined : await stack.up();
    if (operation === "update") stack.program = program(true);
    const run = () => (operation === "destroy" ? stack.destroy() : stack.up());
    await killedAt(world, run, kill);
    await removeEmptyNotes(stack.folder);
    const killed = { live: liveAccess(sandbox), baselines: (await storedIn(world)).baselines };
    await stack.cancel();
    const second = await run();
    await stack.refresh({ clearPendingCreates: true });
    const live = liveAccess(sandbox);
    const stored = await storedIn(world);
    const third = await run();
    if ([first, second, third].some((one) => one !== undefined && one.attempts > 1)) return undefined;
    return {
      live,
      expected: { up: declared, update: changed, destroy: destroyed }[operation],
      killed,
      ...stored,
      entries: sandbox.bakeronline.bakery.companies.get(15)?.size ?? 0,
      incidents: sandbox.spanel.server.incidents.length,
      again: third.changes,
    };
  } finally {
    await world.end();
  }
}

/** What docs/scale.md says to do where a kill came while the file backend wrote the note beside its state. */
export async function removeEmptyNotes(folder: string): Promise<void> {
  const state = join(folder, "state");
  const notes = (await readdir(state, { recursive: true })).filter((file) => file.endsWith(".attrs"));
  for (const note of notes.map((file) => join(state, file))) if ((await stat(note)).size === 0) await rm(note);
}

/** The write with this number hangs; what runs beside it may go on until everything is killed. */
async function killedAt(
  { sandbox }: World,
  run: () => Promise<Run>,
  { victim, write, afterEffect }: Kill,
): Promise<void> {
  sandbox.faults.add({ kind: "hang", reads: false, skip: write - 1, afterEffect });
  const running = run().catch((error: unknown) => error);
  await until(() => sandbox.faults.areSpent, running);
  await killProcesses(victim);
  expect(await running).toBeInstanceOf(Error);
  sandbox.faults.clear();
}

async function storedIn({ stack }: World): Promise<Pick<Aftermath, "baselines" | "pendingOperations">> {
  const { deployment } = await stack.export();
  const pending: readonly unknown[] = deployment?.pending_operations ?? [];
  const resources: { urn: string; type: string; outputs?: { baseline?: readonly string[] | null } }[] =
    deployment?.resources ?? [];
  const baselines = Object.fromEntries(
    resources
      .filter(({ type }) => /^(pulumi-nodejs:dynamic\/|permissions:)/.test(type))
      .map(({ urn, outputs }) => [urn.split("::").at(-1) ?? urn, outputs?.baseline ?? null]),
  );
  return { baselines, pendingOperations: pending.length };
}
