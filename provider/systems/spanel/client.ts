import { planAccess } from "../../access/access.js";
import type { GrantSet } from "../../access/grants.js";
import type { Absent, Client, Observation, Observed, Roster } from "../../contract/Client.js";
import type { Notify } from "../../contract/Context.js";
import { inTheWordsOf, requireKnown } from "./catalogue.js";
import { type Row, type SpanelApi, saysNo } from "./SpanelApi.js";
import { type Arguments, desired } from "./schema.js";
import { covers, type Kind, permissionsOf } from "./vocabulary.js";
import { grantsIn, isCurrentUser, understoodGrants } from "./wire.js";

const accountsUnreadable = "SPanel has no call that shows the privileges of a hosting account, only whether it exists.";

function idOf({ kind, username, accountUser }: Pick<Arguments, "kind" | "username" | "accountUser">): string {
  return [kind, ...(accountUser === undefined ? [] : [accountUser]), username].join("/");
}

/** Privileges of hosting accounts themselves are in no list. */
function rosterOf(api: SpanelApi, kind: Kind, accountUser: string | undefined): Roster {
  const scope = kind === "subuser" ? `sub-users of ${accountUser}` : "administrators";
  const members = async () =>
    [...(await api.listing(kind, accountUser).all()).values()].map(({ user, permissions }) => ({
      id: idOf({ kind, username: user, accountUser }),
      name: user,
      grants: understoodGrants(permissions),
    }));
  return { list: `${api.address} ${scope}`, scope, members };
}

/** Reads what can be read, and writes the whole set. */
export function spanelClient(api: SpanelApi, notify: Notify): Client<Arguments, Row> {
  const observed = async (args: Arguments, row: Row): Promise<Observed<Row>> => {
    const { kind, username } = args;
    const found = grantsIn(`Reading the privileges of SPanel ${kind} ${username}`, row.permissions);
    const grants = await inTheWordsOf(args.permissions, found, () => api.catalogue(kind));
    return { status: "observed", id: idOf(args), access: { grants, implied: [] }, found, detail: row };
  };
  const observe = async (args: Arguments): Promise<Observation<Row>> => {
    if (args.kind === "account") return observeAccount(api, args.username, idOf(args));
    const row = await rowOf(api, args);
    return row === undefined ? absent(api, args) : observed(args, row);
  };

  return {
    address: api.address,

    observe,

    async foresee(args) {
      const seen = await observe(args);
      if (seen.status === "absent") return seen;
      const wanted = desired(args);
      const there = seen.status === "observed" ? seen.access : { grants: [], implied: [] };
      const catalogue = await api.catalogue(args.kind);
      if (catalogue !== undefined) requireKnown(args, planAccess(wanted, there, [], covers).grant, catalogue);
      return seen;
    },

    async lookAgain(args, seen) {
      // The whole set is written: only with "keep" is there anything in it that was read.
      if (args.unlisted === "revoke") return seen;
      const row = (await api.listing(args.kind, args.accountUser).afresh()).get(args.username);
      return row === undefined ? absent(api, args) : observed(args, row);
    },

    forget: ({ kind, username, accountUser }) => api.listing(kind, accountUser).changed(username),

    roster: ({ kind, accountUser }) => rosterOf(api, kind, accountUser),

    async rosters(among) {
      const accounts = among ?? (await api.listing("account", undefined).all()).keys();
      const subusers = [...accounts].map((account) => rosterOf(api, "subuser", account));
      return [rosterOf(api, "admin", undefined), ...subusers];
    },

    async write(args, { target, plan, seen }) {
      const { kind, username, accountUser } = args;
      if (plan.revoke.length > 0 && seen.status === "observed" && isCurrentUser(seen.detail)) {
        notify(
          "warning",
          `SPanel ${kind} ${username} is the user to whom this connection's token belongs. It loses ${plan.revoke.join(", ")}: later calls may be refused.`,
        );
      }
      const catalogue = await api.catalogue(kind);
      if (catalogue === undefined) {
        notify(
          "warning",
          "SPanel does not list the permissions that it knows, so names are not checked before they are written.",
        );
      } else {
        requireKnown(args, plan.grant, catalogue);
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

/** An account may well have no sub-users; a server without administrators answers nobody. */
async function absent(api: SpanelApi, { kind, username, accountUser }: Arguments): Promise<Absent> {
  if (kind === "subuser") {
    const listed = `${accountUser}_${username}`;
    const rows = await api
      .listing(kind, accountUser)
      .all()
      .catch(() => new Map());
    const doubt = `the list shows "${listed}", which is perhaps the same sub-user: if it is, write that as username`;
    return { status: "absent", ...(rows.has(listed) ? { doubt } : {}) };
  }
  return api.listing(kind, undefined).absent("the server shows no administrators at all");
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
    const accounts = api.listing("account", undefined);
    const row = await accounts.findOrLookAgain(username);
    return row === undefined ? await accounts.absent("the server shows no accounts at all") : unobservable;
  } catch (error) {
    // A token that may not list accounts may still edit one: existence is then not known, and nothing is assumed gone.
    if (saysNo(error)) return unobservable;
    throw error;
  }
}

/** Without what a wider grant of the same set gives: a form cannot hold both. */
function minimal(grants: GrantSet): GrantSet {
  const held = new Set(grants);
  return grants.filter((grant) => !covers.widerThan(grant).some((wider) => wider !== grant && held.has(wider)));
}
