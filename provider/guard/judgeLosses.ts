import { z } from "zod";
import { noticePeriod } from "../lifecycle/ends.js";
import { exceeds } from "../lifecycle/LossBrake.js";
import { firstOf } from "../lifecycle/words.js";

const guardedSchema = z.object({
  /** The subject in words, such as `HostUp contact 14059`. */
  subject: z.string(),
  /** What the program calls its resource. */
  name: z.string(),
  connection: z.string(),
  /** Whether its access stays when it leaves the program: destroy keeps it, or gives back what was there before. */
  stays: z.boolean(),
  /** Whether the program declares any access at all that has not ended. */
  holds: z.boolean(),
  /** When all of it has ended by itself. Nobody loses anything by that: it was agreed on when the end was written. */
  endsAt: z.iso.datetime().optional(),
});

/** What a guard remembers of the program: whom it declares, and nothing of what they may do. */
export const guardedList = z.array(guardedSchema);
export type Guarded = z.output<typeof guardedSchema>;

/** What a program lets a change take away. */
export interface Limits {
  readonly maxPeople: number;
  readonly maxShare: number;
  /** In place of both: exactly so many lose everything. */
  readonly removing?: number | undefined;
  readonly keep: readonly string[];
}

export interface Judgement {
  /** Who loses everything. */
  readonly losers: readonly Guarded[];
  /** Why the change is refused, and what to write where it is meant. */
  readonly refusals: readonly { readonly property: string; readonly reason: string }[];
}

/**
 * Compares whom the program declared with whom it declares now.
 *
 * @param unknown how many of those whom it declares now are not known yet: each of them may be anybody
 */
export function judgeLosses(
  before: readonly Guarded[],
  now: readonly Guarded[],
  unknown: number,
  limits: Limits,
  moment: number,
): Judgement {
  const declared = new Map(now.map((one) => [keyOf(one), one]));
  const holding = before.filter(
    ({ holds, endsAt }) => holds && !(endsAt !== undefined && Date.parse(endsAt) <= moment),
  );
  const missing = holding.filter((one) => !declared.has(keyOf(one)) && !one.stays);
  const emptied = holding.filter((one) => declared.get(keyOf(one))?.holds === false);
  // Whoever is missing may be among those who are not known yet, so that a preview judges only the rest; `up` knows everybody.
  const losers = [...(unknown >= missing.length ? [] : missing), ...emptied, ...ending(holding, declared, moment)];
  return {
    losers,
    refusals: [...refusedLosses(holding, now, unknown, losers, limits), ...refusedKeeps(before, now, unknown, limits)],
  };
}

/** Whose access a change ends so soon that it is as good as taken: previews have no time to announce it. */
function ending(
  holding: readonly Guarded[],
  declared: ReadonlyMap<string, Guarded>,
  moment: number,
): readonly Guarded[] {
  return holding.filter((one) => {
    const now = declared.get(keyOf(one));
    if (now?.endsAt === undefined || !now.holds || Date.parse(now.endsAt) - moment >= noticePeriod) return false;
    return one.endsAt === undefined || Date.parse(now.endsAt) < Date.parse(one.endsAt);
  });
}

function refusedLosses(
  holding: readonly Guarded[],
  now: readonly Guarded[],
  unknown: number,
  losers: readonly Guarded[],
  { maxPeople, maxShare, removing }: Limits,
): Judgement["refusals"] {
  const count = losers.length;
  if (count === 0) return [];
  const who = `${people(count)} of ${holding.length} would lose everything: ${listed(losers)}`;
  if (unknown === 0 && !now.some(({ holds }) => holds)) {
    const cure =
      "If that is meant, take the guard out first: `pulumi state unprotect` it, and remove it from the program";
    return [{ property: "", reason: `${who}. That would leave nobody, which no limit allows. ${cure}` }];
  }
  if (removing === count) return [];
  const meant = `If that is meant, set removing: ${count}; otherwise mend the program`;
  if (removing !== undefined) {
    return [{ property: "removing", reason: `says ${removing}, but ${who}. ${meant}` }];
  }
  if (!exceeds(count, holding.length, { maxPeople, maxShare })) return [];
  const limit = `more than maxPeople (${maxPeople}) and more than maxShare (${maxShare}) of them`;
  return [{ property: "", reason: `${who}. These are ${limit}. ${meant}` }];
}

function refusedKeeps(
  before: readonly Guarded[],
  now: readonly Guarded[],
  unknown: number,
  { keep }: Limits,
): Judgement["refusals"] {
  return keep.flatMap((subject, index) => {
    const property = `keep[${index}]`;
    const declared = now.filter((one) => one.subject === subject);
    const held = before.filter((one) => one.subject === subject && one.holds);
    // One subject through two connections is two people, and both are kept.
    const left = held.filter((one) => !declared.some((each) => keyOf(each) === keyOf(one)));
    if (unknown === 0 && (declared.length === 0 || left.length > 0)) {
      const fate = held.length > 0 ? "has left the program" : "is nobody whom the program declares";
      return [{ property, reason: `names ${subject}, who ${fate}. Put them back, or take them out of keep` }];
    }
    const end = declared.find(({ endsAt }) => endsAt !== undefined)?.endsAt;
    if (end !== undefined) {
      const reason = `names ${subject}, whose access ends by until at ${end}. Take the end out, or take them out of keep`;
      return [{ property, reason }];
    }
    const emptied = held.filter((one) => declared.some((each) => keyOf(each) === keyOf(one) && !each.holds));
    if (emptied.length === 0) return [];
    return [
      {
        property,
        reason: `names ${subject}, to whom the program gives nothing any more. Give it back, or take them out of keep`,
      },
    ];
  });
}

/** One subject through two connections is two: nobody has asked the system yet. */
export function keyOf({ connection, subject }: Guarded): string {
  return `${connection} ${subject}`;
}

function people(count: number): string {
  return count === 1 ? "1 person" : `${count} people`;
}

/** So that a message stays readable. */
const atMost = 20;

function listed(guarded: readonly Guarded[]): string {
  const names = guarded.map(({ name, subject, connection }) => {
    return `${name} (${subject}${connection === "default" ? "" : `, connection ${connection}`})`;
  });
  return firstOf(names, atMost);
}
