import type { Sandbox } from "../../sandbox/index.js";

/** What the systems of a sandbox hold, as data of its own. */
export type SandboxState = ReturnType<typeof captureState>;

export function captureState({ hostup, spanel, vms, bakeronline }: Sandbox) {
  return structuredClone({
    contacts: hostup.account.contacts,
    hasEppSwitch: hostup.account.hasEppSwitch,
    delegates: hostup.account.delegates,
    accounts: spanel.server.accounts,
    admins: spanel.server.admins,
    users: vms.install.users,
    shows: vms.install.shows,
    companies: bakeronline.bakery.companies,
  });
}

/** Puts a state into a sandbox, also into another one than it was taken from. */
export function installState(sandbox: Sandbox, state: SandboxState): void {
  const { hostup, spanel, vms, bakeronline } = sandbox;
  const { contacts, hasEppSwitch, delegates, accounts, admins, users, shows, companies } = structuredClone(state);
  refill(hostup.account.contacts, contacts);
  hostup.account.hasEppSwitch = hasEppSwitch;
  refill(spanel.server.accounts, accounts);
  refill(spanel.server.admins, admins);
  refill(vms.install.users, users);
  refill(bakeronline.bakery.companies, companies);
  hostup.account.delegates.splice(0, Number.POSITIVE_INFINITY, ...delegates);
  vms.install.shows = shows;
  spanel.server.incidents.length = 0;
  sandbox.faults.clear();
  sandbox.log.clear();
}

function refill<Key, Value>(target: Map<Key, Value>, source: ReadonlyMap<Key, Value>): void {
  target.clear();
  for (const [key, value] of source) target.set(key, value);
}
