import type { Client, Notify, Observation } from "../../kernel/definition.js";
import { ArgumentsError } from "../../kernel/errors.js";
import type { GrantSet } from "../../kernel/grants.js";
import { didYouMean } from "../../kernel/suggest.js";
import { type Row, type SpanelApi, saysNo } from "./SpanelApi.js";
import type { Arguments } from "./schema.js";
import { covers, type Permissions, permissionsOf } from "./vocabulary.js";
import { type Catalogue, grantsIn, understoodGrants } from "./wire.js";

const accountsUnreadable =
  "SPanel has no call that shows the privileges of a hosting account, only whether it exists. Set reassertAfter to have them written again regularly.";

function idOf({ kind, username, accountUser }: Pick<Arguments, "kind" | "username" | "accountUser">): string {
  return [kind, ...(accountUser === undefined ? [] : [accountUser]), username].join("/");
}

/** Reads what can be read, and writes the whole set. */
export function spanelClient(api: SpanelApi, notify: Notify): Client<Arguments, Row> {
  return {
    address: api.address,

    async observe(args) {
      const { kind, username } = args;
      const id = idOf(args);
      if (kind === "account") return observeAccount(api, username, id);
      const row = await rowOf(api, args);
      if (row === undefined) return { status: "absent" };
      const found = grantsIn(`Reading the privileges of SPanel ${kind} ${username}`, row.permissions);
      const grants = await inTheWordsOf(args.permissions, found, () => api.catalogue(kind));
      return { status: "observed", id, access: { grants, implied: [] }, found, detail: row };
    },

    roster({ kind, accountUser }) {
      const scope = kind === "subuser" ? `sub-users of ${accountUser}` : "administrators";
      const members = async () =>
        [...(await api.listing(kind, accountUser).all()).values()].map(({ user, permissions }) => ({
          id: idOf({ kind, username: user, accountUser }),
          name: user,
          grants: understoodGrants(permissions),
        }));
      return { list: `${api.address} ${scope}`, scope, members };
    },

    async write({ kind, username, accountUser }, { target, plan }) {
      const catalogue = await api.catalogue(kind);
      if (catalogue === undefined) {
        notify(
          "warning",
          "SPanel does not list the permissions that it knows, so names are not checked before they are written.",
        );
      } else {
        requireKnown(plan.grant, catalogue);
      }
      try {
        await api.edit(kind, username, accountUser, permissionsOf(minimal(target)));
      } finally {
        api.listing(kind, accountUser).changed(username);
      }
      return undefined;
    },
  };
}

/** The row of a sub-user or an administrator. Where the account itself is gone, so are its sub-users. */
async function rowOf(api: SpanelApi, { kind, username, accountUser }: Arguments): Promise<Row | undefined> {
  try {
    return await api.listing(kind, accountUser).findOrLookAgain(username);
  } catch (error) {
    if (accountUser === undefined || !saysNo(error)) throw error;
    const accounts = await api
      .listing("account", undefined)
      .all()
      .catch(() => undefined);
    if (accounts === undefined || accounts.has(accountUser)) throw error;
    return undefined;
  }
}

async function observeAccount(api: SpanelApi, username: string, id: string): Promise<Observation<Row>> {
  const unobservable = { status: "unobservable", id, why: accountsUnreadable, possible: [] } as const;
  try {
    const row = await api.listing("account", undefined).findOrLookAgain(username);
    return row === undefined ? { status: "absent" } : unobservable;
  } catch (error) {
    // A token that may not list accounts may still edit one: existence is then not known, and nothing is assumed gone.
    if (saysNo(error)) return unobservable;
    throw error;
  }
}

/** @throws ArgumentsError naming every category and page that the server does not know */
function requireKnown(grants: GrantSet, catalogue: Catalogue): void {
  const failures = grants.flatMap((grant) => {
    const [category = "", page = ""] = [grant.slice(0, grant.indexOf("/")), grant.slice(grant.indexOf("/") + 1)];
    if (grant === "*") return [];
    const pages = catalogue.get(category);
    if (pages === undefined) {
      return [
        {
          property: `permissions.${category}`,
          reason: `is not a category of this server${didYouMean(category, catalogue.keys())}`,
        },
      ];
    }
    if (page === "*" || pages.includes(page)) return [];
    return [
      { property: `permissions.${category}`, reason: `has no page "${page}" on this server${didYouMean(page, pages)}` },
    ];
  });
  const unique = new Map(failures.map((failure) => [failure.reason, failure]));
  if (unique.size > 0) throw new ArgumentsError("SpanelUserPrivileges", [...unique.values()]);
}

/** A category with every page is the same as `all` of it; the answer is put in the words of the program, so that it is no drift. */
async function inTheWordsOf(
  wanted: Permissions,
  found: GrantSet,
  catalogueOf: () => Promise<Catalogue | undefined>,
): Promise<GrantSet> {
  const there = permissionsOf(found);
  if (wanted === "all" || there === "all") return found;
  const differing = Object.keys(there).filter(
    (category) => (wanted[category] === "all") !== (there[category] === "all"),
  );
  if (!differing.some((category) => wanted[category] !== undefined)) return found;
  const catalogue = await catalogueOf();
  return Object.entries(there)
    .flatMap(([category, pages]) => {
      const known = catalogue?.get(category) ?? [];
      const asked = wanted[category];
      const complete = (list: readonly string[]) => known.length > 0 && known.every((page) => list.includes(page));
      if (asked === "all" && pages !== "all" && complete(pages)) return [`${category}/*`];
      if (pages === "all") {
        return asked !== undefined && asked !== "all" && complete(asked)
          ? asked.map((page) => `${category}/${page}`)
          : [`${category}/*`];
      }
      return pages.map((page) => `${category}/${page}`);
    })
    .sort();
}

/** Without what a wider grant of the same set gives: a form cannot hold both. */
function minimal(grants: GrantSet): GrantSet {
  return grants.filter((grant) => !grants.some((wider) => wider !== grant && covers(wider, grant)));
}
