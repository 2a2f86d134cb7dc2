import { messageOf } from "../../provider/errors.js";
import type { AppliedAccess } from "../../provider/lifecycle/appliedAccess.js";
import { resourceKinds } from "../../provider/systems/resourceKinds.js";
import type { StoredResource } from "../drift/deployment.js";
import { systemOf, whyForeign } from "../engineOutput.js";
import { nameIn } from "../report/nameIn.js";
import type { Found, Holding, Unread } from "./Holding.js";

const notRead =
  "nothing was read: what somebody has changed since the last update, and who has access without a resource, shows --at live";

/** Who has what by the state alone. No request, and no credentials. */
export function applied(stored: readonly StoredResource[], systems: readonly string[]): Found {
  const found = stored.map(one);
  const wholes = systems.map(
    (system): Unread => ({ told: { system, why: notRead }, texts: undefined, owners: [], isFailure: false }),
  );
  return {
    holdings: found.flatMap(({ holding }) => holding ?? []),
    unread: [...found.flatMap(({ unread }) => unread), ...wholes],
  };
}

function one(stored: StoredResource): { readonly holding?: Holding; readonly unread: readonly Unread[] } {
  const known = told(stored);
  const { access, error } = known;
  if (access === undefined) return { unread: [unreadAs(known, error)] };
  const { grants, isVerified, keepsOthers } = access;
  const doubts = [
    ...(isVerified ? [] : ["its last update failed, so this was perhaps never there: run `pulumi up` first"]),
    ...(keepsOthers ? ['what it does not list stays (unlisted: "keep"), and is not in the state'] : []),
  ];
  return {
    holding: { ...known.holding, grants: grants.map((grant) => ({ grant, seen: "applied" })) },
    unread: doubts.map((why) => unreadAs(known, why)),
  };
}

export interface Told {
  readonly holding: Holding;
  /** Missing where the state cannot be read. */
  readonly access: AppliedAccess | undefined;
  readonly error: string;
}

/** Whom a stored resource speaks for. */
export function told(stored: StoredResource): Told {
  const { urn, kind, id, outputs, owners = [] } = stored;
  const name = nameIn(urn);
  const system = systemOf(kind);
  const connection = typeof outputs.connection === "string" ? outputs.connection : "default";
  const texts = [name, id, ...owners.map((owner) => owner.name)];
  const holding = { name, urn, system, connection, subject: name, kind, owners, texts, grants: [], outputs };
  const foreign = whyForeign(kind);
  if (foreign !== undefined) return { holding, access: undefined, error: foreign.replace(/\.$/, "") };
  try {
    const access = resourceKinds.get(kind)?.applied(outputs);
    if (access === undefined) return { holding, access, error: `this release does not know ${kind}` };
    const { subject, names } = access;
    return { holding: { ...holding, subject, texts: [...texts, ...names] }, access, error: "" };
  } catch (error) {
    return { holding, access: undefined, error: messageOf(error) };
  }
}

export function unreadAs({ holding }: Pick<Told, "holding">, why: string, isFailure = false): Unread {
  const { system, connection, name, subject, texts, owners } = holding;
  return { told: { system, connection, name, subject, why }, texts, owners, isFailure };
}
