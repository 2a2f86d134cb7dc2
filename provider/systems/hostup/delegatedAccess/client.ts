import type { z } from "zod";
import { isEmptyPlan, planAccess } from "../../../access/access.js";
import { type Grant, union, without } from "../../../access/grants.js";
import { understand } from "../../../connections/understand.js";
import type { Client, Roster } from "../../../contract/Client.js";
import type { Notify } from "../../../contract/Context.js";
import { UnexpectedAnswerError } from "../../../errors.js";
import type { HttpClient } from "../../../http/HttpClient.js";
import { dataOf } from "../envelope.js";
import { accessIn } from "../wire.js";
import { heldIn, type PermissionsOfGrant, readPermissions } from "./permissionsOfGrant.js";
import { type Arguments, accessOf, desired, grantsFor, nameIn } from "./schema.js";
import { type Delegation, delegatedAccessSchema, isLive, namesOf } from "./wire.js";

const reading = "Reading who may act on the HostUp account";

/** The whole answer of GET /delegated-access, without invite tokens. */
export async function readDelegatedAccess(http: HttpClient): Promise<z.output<typeof delegatedAccessSchema>> {
  const answer = await http.send({ operation: reading, method: "GET", path: "/delegated-access", repeatable: true });
  return understand(reading, delegatedAccessSchema, dataOf(http, reading, answer), http.redact);
}

/** Somebody who still has access, by each name that the program uses for them, or by e-mail, or by number. */
export interface Delegate {
  readonly names: readonly string[];
  readonly delegation: Delegation;
  readonly may: PermissionsOfGrant;
}

/** Only reads: which route revokes is not proven, so nothing here calls one. */
export function delegatedAccessClient(
  http: HttpClient,
  connection: string,
  notify: Notify,
): Client<Arguments, readonly Delegate[]> {
  const client: Client<Arguments, readonly Delegate[]> = {
    // One address serves every account: which one is meant is known by its connection only.
    address: `${http.address} ${connection}`,

    async observe(args) {
      const meant = new Map(args.allowed.map((one) => [nameIn(one), accessOf(one)]));
      const { grantedByMe } = await readDelegatedAccess(http);
      const live = grantedByMe.filter((delegation) => isLive(delegation, Date.now()));
      const delegates = await Promise.all(
        live.map(async (delegation): Promise<Delegate> => {
          const names = namesOf(delegation);
          const allowedNames = names.filter((name) => meant.has(name));
          if (names[0] === undefined)
            throw new UnexpectedAnswerError(reading, "somebody without an address, a number or an id");
          const may = await readPermissions(http, delegation.id, names[0]);
          return { names: allowedNames.length > 0 ? allowedNames : [names[0]], delegation, may };
        }),
      );
      const grants: Grant[] = [];
      const implied: Grant[] = [];
      const unread: string[] = [];
      for (const { names, may } of delegates) {
        for (const name of names) {
          const asMeant = meant.get(name);
          const isOpen = meant.has(name) && asMeant === undefined;
          tell(notify, name, may, isOpen);
          if (isOpen || !may.isShown) {
            // What is not shown counts as it is meant, so that the rest can be compared; it is never called in sync.
            grants.push(...grantsFor(name, asMeant));
            if (!isOpen && asMeant !== undefined && !may.isShown) unread.push(may.why);
            continue;
          }
          const access = accessIn(may.permissions);
          grants.push(...grantsFor(name, access.grants));
          implied.push(...without(grantsFor(name, access.implied), grantsFor(name)));
        }
      }
      const access = { grants: union(grants), implied: union(implied) };
      const id = "delegated-access";
      if (unread.length > 0 && isEmptyPlan(planAccess(desired(args), access))) {
        return { status: "unobservable", id, why: unread.join("; "), possible: [] };
      }
      const found = union(...delegates.flatMap(({ names, may }) => names.map((name) => grantsFor(name, heldIn(may)))));
      return { status: "observed", id, access, found, detail: delegates };
    },

    roster: (args, { detail }) => rosterOf(http, args, detail),

    async rosters() {
      const nobody: Arguments = { connection, allowed: [], onUnexpected: "warn" };
      const seen = await client.observe(nobody);
      return seen.status === "observed" ? [rosterOf(http, nobody, seen.detail)] : [];
    },

    async write() {
      throw new Error("Delegated access is only watched: nothing may be written. This is a defect: please report it.");
    },
  };
  return client;
}

/** Everybody who may act on the account, without those whom the program allows. */
function rosterOf(http: HttpClient, { allowed }: Pick<Arguments, "allowed">, delegates: readonly Delegate[]): Roster {
  const allowedNames = allowed.map(nameIn);
  const strangers = delegates.filter(({ names }) => !names.some((name) => allowedNames.includes(name)));
  const members = strangers.flatMap(({ names, may }) =>
    names.map((name) => ({ id: `delegate/${name}`, name, grants: grantsFor(name, heldIn(may)) })),
  );
  return { list: http, scope: "account", members: async () => members };
}

/** What is seen of somebody and not compared. */
function tell(notify: Notify, name: string, may: PermissionsOfGrant, isOpen: boolean): void {
  const who = `HostUp delegated access: ${name}`;
  if (!may.isShown) {
    notify(isOpen ? "info" : "warning", `HostUp delegated access: ${may.why}`);
    return;
  }
  const held = heldIn(may);
  if (isOpen && held.length > 0)
    notify("info", `${who} is allowed by name alone, so this is not compared: ${held.join(", ")}`);
  if (may.strange.length > 0) {
    notify(
      "warning",
      `${who} also has switches that this release does not know: ${may.strange.join(", ")}. They are not compared.`,
    );
  }
}
