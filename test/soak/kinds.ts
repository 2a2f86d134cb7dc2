import type { Properties } from "../../provider/arguments/arguments.js";
import type { Sandbox } from "../../sandbox/index.js";
import type { Pages } from "../../sandbox/spanel/SpanelServer.js";
import { contactPermissions } from "../support/cases/contactPermissions.js";
import type { SystemCase } from "../support/cases/index.js";
import { shopUserPermissions } from "../support/cases/shopUserPermissions.js";
import { spanelAccount, spanelAdmin, spanelSubuser } from "../support/cases/spanelUserPrivileges.js";
import { vmsReadable, vmsUnreadable } from "../support/cases/vmsUserPermissions.js";
import { type Exercise, renewingEnv } from "../support/exercises.js";
import type { SeededRandom } from "../support/seededRandom.js";

/** A kind of resource with as many subjects as one likes, and programs that declare something about them. */
export interface Kind extends Pick<Exercise, "name" | "path" | "handlers" | "env" | "readable"> {
  readonly setUp: (sandbox: Sandbox, index: number) => void;
  readonly program: (random: SeededRandom, index: number) => { readonly args: Properties; readonly grants: string[] };
  readonly live: (sandbox: Sandbox, index: number) => readonly string[];
  /** What somebody else may give by hand, and the system by itself. */
  readonly stray: readonly string[];
  readonly give?: (sandbox: Sandbox, index: number) => void;
  /** Whether destroy takes everything away. */
  readonly revokes: boolean;
}

const contactIdOf = (index: number) => 20_000 + index;
const contacts: Kind = {
  ...contactPermissions,
  setUp: ({ hostup }, index) => void hostup.account.addContact(contactIdOf(index), ["canPlaceOrders", "domain:21266"]),
  program(random, index) {
    const services = random.some(["14101", "14102", "14201"]);
    const domains = random.some(["21266", "21267"]);
    const flags = random.some(["canViewInvoices", "canOpenTickets", "canCloseTickets"]);
    const items = [...services.map((id) => `service:${id}`), ...domains.map((id) => `domain:${id}`)];
    const switches = Object.fromEntries(flags.map((name) => [name, true]));
    return { args: { contactId: contactIdOf(index), services, domains, ...switches }, grants: [...items, ...flags] };
  },
  live: ({ hostup }, index) => hostup.account.grantsOf(contactIdOf(index)),
  stray: ["dnsZone:31001"],
  give: ({ hostup }, index) => hostup.account.grant(contactIdOf(index), "dnsZone:31001"),
  revokes: true,
};

function spanelKind(
  base: SystemCase,
  identity: (index: number) => Properties,
  place: (
    sandbox: Sandbox,
    index: number,
  ) => { readonly get: () => Pages | undefined; readonly set: (pages: Pages) => void },
  catalogue: Readonly<Record<string, readonly [string, ...string[]]>>,
): Kind {
  const [first = "", ...others] = Object.keys(catalogue);
  return {
    ...base,
    setUp: (sandbox, index) => place(sandbox, index).set({ [first]: [...(catalogue[first] ?? [])].slice(0, 1) }),
    program(random, index) {
      const chosen = [first, ...others].filter((category) => category === first || random.chance(0.5));
      const pages = chosen.map((category) => {
        const all = catalogue[category];
        return [category, all === undefined || random.chance(0.3) ? "all" : random.some(all, true)] as const;
      });
      const grants = pages.flatMap(([category, list]) =>
        list === "all" ? [`${category}/*`] : list.map((page) => `${category}/${page}`),
      );
      return { args: { ...identity(index), permissions: Object.fromEntries(pages) }, grants };
    },
    live: (sandbox, index) => sandbox.spanel.server.grantsOf(place(sandbox, index).get()),
    stray: ["backups/*"],
    ...(base.readable ? { give: (sandbox, index) => place(sandbox, index).set({ backups: "all" }) } : {}),
    revokes: false,
  };
}

/** Never every page of a category: that is the same as all of it, and left as it is. */
const hosting = { domain: ["domains", "redirects"], email: ["accounts", "forwarders"] } as const;
const subusersOf = ({ spanel }: Sandbox, index: number) => {
  const owner = `owner${index % 2}`;
  return (spanel.server.accounts.get(owner) ?? spanel.server.addAccount(owner)).subusers;
};
const subusers = spanelKind(
  spanelSubuser,
  (index) => ({ kind: "subuser", accountUser: `owner${index % 2}`, username: `editor${index}` }),
  (sandbox, index) => ({
    get: () => subusersOf(sandbox, index).get(`editor${index}`),
    set: (pages) => void subusersOf(sandbox, index).set(`editor${index}`, pages),
  }),
  hosting,
);
const admins = spanelKind(
  spanelAdmin,
  (index) => ({ kind: "admin", username: `admin${index}` }),
  ({ spanel: { server } }, index) => ({
    get: () => server.admins.get(`admin${index}`),
    set: (pages) => void server.admins.set(`admin${index}`, pages),
  }),
  { server: ["status"], accounts: ["list", "create"] },
);
const accounts = spanelKind(
  spanelAccount,
  (index) => ({ username: `account${index}` }),
  ({ spanel: { server } }, index) => ({
    get: () => server.accounts.get(`account${index}`)?.pages,
    set: (pages) => void server.addAccount(`account${index}`, pages),
  }),
  hosting,
);

function vmsKind(base: SystemCase, loginOf: (index: number) => string): Kind {
  return {
    ...base,
    setUp: ({ vms }, index) => void vms.install.addUser(loginOf(index)),
    program(random, index) {
      const permissions = random.some(["archives-show", "archives-download", "marks-index", "groups-index"]);
      return { args: { login: loginOf(index), permissions }, grants: permissions };
    },
    live: ({ vms }, index) => vms.install.grantsOf(loginOf(index)),
    stray: ["groups-store"],
    ...(base.readable
      ? { give: ({ vms }, index) => void vms.install.users.get(loginOf(index))?.permissions.add("groups-store") }
      : {}),
    revokes: true,
  };
}

const emailOf = (index: number) => `baker${index}@example.com`;
const bakers: Kind = {
  ...shopUserPermissions,
  env: renewingEnv,
  // Most of them have no entry yet.
  setUp: ({ bakeronline: { bakery } }, index) =>
    void (index === 0 ? bakery.addUser(15, emailOf(index)) : bakery.addCompany(15)),
  program(random, index) {
    const shopIds = random.some([11, 19, 23], true);
    const rights = random.some(["products", "holidays", "emailSettings"]);
    const permissions = Object.fromEntries(rights.map((name) => [name, true]));
    const grants = [...rights, ...shopIds.map((id) => `shop:${id}`)];
    return { args: { companyId: 15, email: emailOf(index), shopIds, permissions }, grants };
  },
  live: ({ bakeronline: { bakery } }, index) => bakery.grantsOf(bakery.entry(15, emailOf(index))),
  stray: ["discounts", "newsletters"],
  give: ({ bakeronline: { bakery } }, index) => {
    const entry = bakery.entry(15, emailOf(index));
    if (entry !== undefined) bakery.grant(entry, "discounts");
  },
  revokes: true,
};

export const kinds: readonly Kind[] = [
  contacts,
  subusers,
  admins,
  accounts,
  vmsKind(vmsReadable, (index) => `seen${index}@example.com`),
  vmsKind(vmsUnreadable, (index) => `unseen${index}@example.com`),
  bakers,
];
