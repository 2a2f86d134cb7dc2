import { type Access, type Desired, isEmptyPlan, noGrants, type Plan, planAccess } from "../access/access.js";
import { type Grant, type GrantSet, union, without } from "../access/grants.js";
import type { CommonArguments, PermissionDefinition, PermissionRules } from "../contract/PermissionDefinition.js";
import { messageOf } from "../errors.js";
import { restoredAccess, restoresBaseline } from "./restoredAccess.js";
import type { State } from "./state.js";

type Vocabulary = Pick<PermissionRules<CommonArguments>, "grantWords" | "fateOfOthers">;

/** A definition whose messages call its subject by the name of the resource too, as people know it. */
export function named<Definition extends { readonly subject: (args: never) => string }>(
  definition: Definition,
  name: string | undefined,
): Definition {
  if (name === undefined) return definition;
  return { ...definition, subject: (args: never) => `${name} (${definition.subject(args)})` };
}

/** Grants as people read them. */
export function inWords({ grantWords = {} }: Pick<Vocabulary, "grantWords">, grants: GrantSet): readonly string[] {
  // Names come from other people: `constructor` is one.
  return grants.map((grant) => (Object.hasOwn(grantWords, grant) ? (grantWords[grant] ?? grant) : grant));
}

export function listed(words: Pick<Vocabulary, "grantWords">, grants: GrantSet, none = "nothing"): string {
  return grants.length === 0 ? none : inWords(words, grants).join(", ");
}

/** The first of many names, and how many there are besides. */
export function firstOf(names: readonly string[], atMost: number): string {
  const rest = names.length > atMost ? ` and ${names.length - atMost} more` : "";
  return `${names.slice(0, atMost).join(", ")}${rest}`;
}

/**
 * What a resource will make of its subject's access, whatever that is now.
 *
 * @param surplus what a read has seen there besides, where that is known
 */
export function describeDesired(
  words: Vocabulary,
  { grants, denied, unlisted }: Desired,
  surplus: GrantSet = [],
): string {
  const { fateOfOthers = "whatever else it has is revoked" } = words;
  const has = `is to have ${listed(words, grants)}`;
  const refused = denied.length === 0 ? "" : `; is not to have ${listed(words, denied)}`;
  const seen = surplus.length === 0 ? "" : ` (when it was last read: ${listed(words, surplus)})`;
  return `${has}${refused}; ${unlisted === "revoke" ? `${fateOfOthers}${seen}` : "whatever else it has stays"}`;
}

/** The same for a resource that only watches. */
export function describeWatched(words: Vocabulary, { grants }: Desired): string {
  return `allows ${listed(words, grants, "nobody")}; anybody else is reported`;
}

/** What an update is going to do. */
export function describePlan(definition: Vocabulary & { readonly watch?: unknown }, { grant, revoke }: Plan): string {
  const [missing, surplus] = definition.watch ? ["missing", "unexpected"] : ["grants", "revokes"];
  return joined([phrase(definition, missing, grant), phrase(definition, surplus, revoke)]);
}

/** What an update changes, and what it will take away that nobody spoke of: a program that begins to speak for all of it takes over. */
export function describeChange<Arguments extends CommonArguments, Detail>(
  definition: PermissionDefinition<Arguments, Detail>,
  { args: before, baseline, record }: State<Arguments>,
  desired: Desired,
  plan: Plan,
  seen: Access | undefined,
): string {
  if (before.unlisted !== "keep" || desired.unlisted === "keep") {
    return isEmptyPlan(plan) ? "" : describePlan(definition, plan);
  }
  const known = seen ?? { grants: union(baseline ?? noGrants, record.declared), implied: noGrants };
  return describeDesired(definition, desired, planAccess(desired, known, noGrants, definition.covers).revoke);
}

/** What becomes of a subject whose resource turns to another one. */
export function describeLeaving<Arguments extends CommonArguments>(
  definition: PermissionRules<Arguments>,
  state: State<Arguments>,
  ended: GrantSet,
): string {
  const { args, record } = state;
  const { onDelete = "keep", unlisted = "revoke" } = args;
  const declared = listed(definition, record.declared);
  const unless = "unless the program still speaks for it";
  if (onDelete === "keep") return `is given up, and keeps ${declared}`;
  if (onDelete === "revoke") {
    return `is given up, and loses ${declared}${unlisted === "revoke" ? " and whatever else it has" : ""}, ${unless}`;
  }
  try {
    return `is given up, and ${describeRestored(definition, state, ended)}, ${unless}`;
  } catch (error) {
    return `is given up, but cannot be restored: ${messageOf(error)}`;
  }
}

function describeRestored<Arguments extends CommonArguments>(
  definition: PermissionRules<Arguments>,
  state: State<Arguments>,
  ended: GrantSet,
): string {
  const restored = restoredAccess(definition, { ...state, ended });
  if (restored === null) return "keeps what it has";
  return `${restoresBaseline(definition, state) ? "goes back to what it had before:" : "is left with"} ${listed(definition, restored)}`;
}

export function describeDrift(words: Vocabulary, gained: GrantSet, lost: GrantSet): string {
  return joined([phrase(words, "gained", gained), phrase(words, "lost", lost)]);
}

/**
 * What was done. Of a system that cannot be read only what is known to have been there is named, not every possible name.
 *
 * @param known what is known to have been there; nothing where all of it was read
 */
export function describeDone(
  words: Vocabulary,
  { grant, revoke }: Plan,
  known: GrantSet | undefined,
  granted = "granted",
): string {
  const gone = known === undefined ? revoke : revoke.filter((name: Grant) => known.includes(name));
  return joined([phrase(words, granted, grant), phrase(words, "revoked", gone)]);
}

/**
 * What a write that failed did all the same: by what was read before and after it, or else by its plan.
 *
 * @param owned of a system that cannot be read, what is known to have been there
 */
export function describeFailure(
  words: Vocabulary,
  plan: Plan,
  before: Access | undefined,
  now: Access | undefined,
  owned: GrantSet,
): string {
  const isSure = before !== undefined && now !== undefined;
  const done = isSure
    ? { grant: without(now.grants, before.grants), revoke: without(before.grants, now.grants) }
    : plan;
  const what = describeDone(words, done, before === undefined ? owned : undefined);
  return what === "" ? "" : `${isSure ? "before it failed it" : "it failed, and perhaps it"} ${what}`;
}

function phrase(words: Vocabulary, verb: string, grants: GrantSet): string {
  return grants.length === 0 ? "" : `${verb} ${listed(words, grants)}`;
}

function joined(phrases: readonly string[]): string {
  return phrases.filter((text) => text !== "").join("; ");
}
