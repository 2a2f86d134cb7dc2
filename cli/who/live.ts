import type { Context } from "../../provider/contract/Context.js";
import { resourceKinds } from "../../provider/systems/resourceKinds.js";
import { connectionLists } from "../drift/connectionLists.js";
import type { StoredResource } from "../drift/deployment.js";
import type { Unmanaged } from "../drift/report.js";
import { type Surveyed, survey } from "../drift/survey.js";
import { unmanagedIn } from "../drift/unmanagedIn.js";
import { told, unreadAs } from "./applied.js";
import type { Found, Held, Holding, Unread } from "./Holding.js";

/** Who has what in the systems now: what resources speak for, and whom the lists show besides. */
export async function live(
  stored: readonly StoredResource[],
  systems: readonly string[],
  context: Context,
  onProgress: (done: number) => void,
): Promise<Found> {
  const unlisted: Unread[] = [];
  const missing = (system: string, why: string, isFailure = true) =>
    unlisted.push({ told: { system, why }, texts: undefined, owners: [], isFailure });
  const surveyed = await survey(stored, context, onProgress);
  const lists = await connectionLists(context, missing, (system) => systems.includes(system));
  const unmanaged = await unmanagedIn(surveyed, missing, lists);
  for (const [system, why] of withoutLists(context, systems)) missing(system, why, false);
  const found = surveyed.map(one);
  return {
    holdings: [...found.flatMap(({ holding }) => holding ?? []), ...unmanaged.map(stranger)],
    unread: [
      ...found.flatMap(({ unread }) => unread),
      ...unmanaged.filter(({ grants }) => grants.length === 0).map(notUnderstood),
      ...unlisted,
    ],
  };
}

/** Who may have access where no list shows it: for each system that is connected, or was asked for, in its own words. */
function withoutLists(context: Context, systems: readonly string[]): readonly (readonly [string, string])[] {
  const asked = [...resourceKinds.values()].filter(({ system }) => systems.includes(system.name));
  return asked.flatMap(({ system, adopter }) => {
    if (system.connections(context.config).length === 0)
      return [[system.name, "no connection is configured, so none of its lists was read"] as const];
    const beyond = adopter?.(context).beyond;
    return beyond === undefined ? [] : [[system.name, beyond.replace(/\.$/, "")] as const];
  });
}

function one({ stored, reported, others = [] }: Surveyed): {
  readonly holding?: Holding;
  readonly unread: readonly Unread[];
} {
  const known = told(stored);
  const { status, subject, connection, held, gained, lost, error } = reported;
  const holding = { ...known.holding, subject, connection };
  if (held === undefined && status !== "gone") return { unread: [unreadAs({ holding }, error ?? status, true)] };
  const grants = [
    ...(held ?? []).map(
      (grant): Held => ({ grant, seen: "live", ...(gained.includes(grant) ? { drift: "gained" } : {}) }),
    ),
    ...lost.map((grant): Held => ({ grant, seen: "applied", drift: "lost" })),
    // The resource leaves it alone, and they hold it all the same.
    ...others.map((grant): Held => ({ grant, seen: "unmanaged" })),
  ];
  const doubt = error === undefined ? [] : [unreadAs({ holding }, error)];
  return { holding: { ...holding, grants }, unread: doubt };
}

function stranger({ system, connection, scope, subject, grants }: Unmanaged): Holding {
  return {
    ...{ name: subject, urn: "", system, connection, subject: `${subject} in ${scope}`, kind: undefined, owners: [] },
    texts: [subject],
    grants: grants.map((grant) => ({ grant, seen: "unmanaged" })),
    outputs: {},
  };
}

function notUnderstood(person: Unmanaged): Unread {
  return unreadAs({ holding: stranger(person) }, "has access that this release does not understand");
}
