import { type Covers, type Desired, noGrants, sameGrant } from "../access/access.js";
import { type Grant, type GrantSet, union, without } from "../access/grants.js";
import { isDay, momentAfter } from "../arguments/until.js";
import type { Observed, Unobservable } from "../contract/Client.js";
import type { CommonArguments, PermissionRules } from "../contract/PermissionDefinition.js";
import { declaredAccess, type State } from "./state.js";
import { listed } from "./words.js";

/** When a grant ends. */
export interface End {
  /** As the program writes it. */
  readonly until: string;
  /** Milliseconds since 1970 from which on it is over. */
  readonly at: number;
  /** For people: with the zone, where it is not UTC. */
  readonly words: string;
}

type Dated = Pick<CommonArguments, "until" | "timeZone">;

/** The end of a grant, if it has one. Of several that cover it the narrowest counts. */
export function endOf({ until, timeZone = "UTC" }: Dated, grant: Grant, covers: Covers = sameGrant): End | undefined {
  const end = typeof until === "object" ? narrowest(until, grant, covers) : until;
  if (end === undefined) return undefined;
  const words = timeZone === "UTC" || !isDay(end) ? end : `${end} ${timeZone}`;
  return { until: end, at: momentAfter(end, timeZone), words };
}

function narrowest(ends: Readonly<Record<Grant, string>>, grant: Grant, covers: Covers): string | undefined {
  // Nothing is narrower than the grant itself.
  if (Object.hasOwn(ends, grant)) return ends[grant];
  const fitting = Object.entries(ends).filter(([name]) => covers(name, grant));
  const found = fitting.find(([name]) => !fitting.some(([other]) => other !== name && covers(name, other)));
  return found?.[1];
}

type Ending<Arguments extends CommonArguments> = Pick<PermissionRules<Arguments>, "covers" | "afterEnd">;

/** Those of some grants whose end has come. */
export function endedAmong(
  { covers }: Pick<PermissionRules<CommonArguments>, "covers">,
  args: Dated,
  grants: GrantSet,
  now: number,
): GrantSet {
  if (args.until === undefined) return noGrants;
  return grants.filter((grant) => {
    const end = endOf(args, grant, covers);
    return end !== undefined && end.at <= now;
  });
}

/** What arguments ask for at a moment: what has ended is as if they did not list it, and goes. */
function timely<Arguments extends CommonArguments>(
  definition: Ending<Arguments>,
  args: Arguments,
  listed: Desired,
  before: GrantSet,
  now: number,
): Desired {
  const over = endedAmong(definition, args, union(listed.grants, before), now);
  if (over.length === 0) return listed;
  const rest = without(listed.grants, over);
  const grants = rest.length === 0 ? (definition.afterEnd?.grants(args) ?? noGrants) : rest;
  return { ...listed, grants, ended: without(over, grants) };
}

/**
 * What a program asks for at a moment.
 *
 * @param before what the state remembers to have ended
 */
export function desiredAt<Arguments extends CommonArguments>(
  definition: Ending<Arguments> & Pick<PermissionRules<Arguments>, "desired">,
  args: Arguments,
  now: number,
  before: GrantSet = noGrants,
): Desired {
  return timely(definition, args, definition.desired(args), before, now);
}

/** What was last applied, without what has ended since. */
export function declaredAt<Arguments extends CommonArguments>(
  definition: Ending<Arguments>,
  state: State<Arguments>,
  now: number,
): Desired {
  return timely(definition, state.args, declaredAccess(state), state.record.ended, now);
}

/** All that has ended of what a resource ever listed, and was not listed again: nothing brings it back. */
export function endedIn<Arguments extends CommonArguments>(
  definition: Ending<Arguments>,
  state: State<Arguments>,
  now: number,
): GrantSet {
  return union(state.record.ended, declaredAt(definition, state, now).ended ?? noGrants);
}

/**
 * Whether somebody loses everything only because it has ended, which was agreed on when the end was written.
 */
export function endsByItself<Arguments extends CommonArguments>(
  definition: Ending<Arguments>,
  state: State<Arguments>,
  seen: Observed<unknown> | Unobservable,
  now: number,
): boolean {
  const { grants, ended = noGrants } = declaredAt(definition, state, now);
  if (ended.length === 0) return false;
  const isDeclaredOver = state.record.declared.length > 0 && grants.length === 0;
  const held = seen.status === "observed" ? without(seen.access.grants, seen.access.implied) : noGrants;
  return isDeclaredOver || (held.length > 0 && held.every((grant) => ended.includes(grant)));
}

/** When grants end, as people read it, for those that do. */
export function endsOf(
  { covers }: Pick<PermissionRules<CommonArguments>, "covers">,
  args: Dated,
  grants: GrantSet,
): Readonly<Record<Grant, string>> {
  return Object.fromEntries(
    grants.flatMap((grant): [Grant, string][] => {
      const end = endOf(args, grant, covers);
      return end === undefined ? [] : [[grant, end.words]];
    }),
  );
}

/** A definition whose words for grants say when they end. */
export function dated<Definition extends Pick<PermissionRules<CommonArguments>, "covers" | "grantWords">>(
  definition: Definition,
  args: Dated,
  grants: GrantSet,
  now: number,
): Definition {
  if (args.until === undefined) return definition;
  const { grantWords = {}, covers } = definition;
  const words = grants.flatMap((grant): [Grant, string][] => {
    const end = endOf(args, grant, covers);
    const name = Object.hasOwn(grantWords, grant) ? grantWords[grant] : grant;
    if (end === undefined) return [];
    return [[grant, `${name} (${end.at <= now ? "ended on" : "until"} ${end.words})`]];
  });
  return { ...definition, grantWords: { ...grantWords, ...Object.fromEntries(words) } };
}

/** Milliseconds before an end from which on previews announce it. */
export const noticePeriod = 14 * 86_400_000;

/** What ends within two weeks, for whoever reads a preview; nothing where nothing does. */
export function endsSoon<Arguments extends CommonArguments>(
  { desired, covers, grantWords }: Pick<PermissionRules<Arguments>, "desired" | "covers" | "grantWords">,
  args: Arguments,
  now: number,
): string | undefined {
  if (args.until === undefined) return undefined;
  const names = new Map<string, Grant[]>();
  for (const grant of desired(args).grants) {
    const end = endOf(args, grant, covers);
    if (end !== undefined && end.at > now && end.at - now <= noticePeriod) {
      names.set(end.words, [...(names.get(end.words) ?? []), grant]);
    }
  }
  if (names.size === 0) return undefined;
  return [...names]
    .map(([words, grants]) => `${listed({ ...(grantWords ? { grantWords } : {}) }, grants)} ends on ${words}`)
    .join("; ");
}
