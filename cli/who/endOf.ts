import type { Covers } from "../../provider/access/access.js";

/** What a resource says of the end of its grants. */
export interface Declaration {
  /** Arguments, or a state's outputs. */
  readonly args: Readonly<Record<string, unknown>>;
  readonly covers: Covers;
}

export interface End {
  /** For people: with the zone, where it is not UTC. */
  readonly words: string;
  /** Milliseconds since 1970: from then on it is over. */
  readonly at: number;
}

/** When a grant ends, if it does: by `until`, which is one end for all grants, or one for each; of several the narrowest counts. */
export function endOf({ args, covers }: Declaration, grant: string): End | undefined {
  const { until, timeZone } = args;
  const zone = typeof timeZone === "string" ? timeZone : "UTC";
  const end = typeof until === "object" && until !== null ? narrowest(Object.entries(until), grant, covers) : until;
  if (typeof end !== "string") return undefined;
  const at = instantOf(end, zone);
  if (Number.isNaN(at)) return undefined;
  return { words: zone === "UTC" || !day.test(end) ? end : `${end} ${zone}`, at };
}

function narrowest(ends: readonly [string, unknown][], grant: string, covers: Covers): unknown {
  const fitting = ends.filter(([name]) => covers(name, grant));
  return fitting.find(([name]) => fitting.every(([other]) => other === name || !covers(name, other)))?.[1];
}

const day = /^\d{4}-\d\d-\d\d$/;

/** A date counts whole, in its time zone. */
function instantOf(words: string, zone: string): number {
  if (!day.test(words)) return Date.parse(words);
  const midnight = Date.parse(`${words}T00:00:00Z`) + 86_400_000;
  // Twice: between the guess and what it leads to, the clocks may have been changed.
  const guess = midnight - offsetAt(midnight, zone);
  return midnight - offsetAt(guess, zone);
}

/** How far the clocks of a time zone are ahead of UTC. */
function offsetAt(instant: number, zone: string): number {
  try {
    const options = { dateStyle: "short", timeStyle: "medium", timeZone: zone } as const;
    const shown = new Date(instant).toLocaleString("sv-SE", options);
    return Date.parse(`${shown.replace(" ", "T")}Z`) - instant;
  } catch {
    return 0;
  }
}
