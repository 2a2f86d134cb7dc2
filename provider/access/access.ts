import { type Grant, type GrantSet, holderOf, intersect, union, without } from "./grants.js";

/** What happens to a grant that the arguments do not mention. */
export type Unlisted = "revoke" | "keep";

/** What a program asks for. */
export interface Desired {
  readonly grants: GrantSet;
  /** Grants that must not be there; it matters only with `unlisted: "keep"`, where the rest is left alone. */
  readonly denied: GrantSet;
  readonly unlisted: Unlisted;
  /** Grants that the program listed, and whose end has come: they go, whatever `unlisted` says. */
  readonly ended?: GrantSet;
}

/** What a subject has. */
export interface Access {
  readonly grants: GrantSet;
  /** Those of `grants` that a wider one already gives (HostUp: a VPS below `accessAllVps`): never drift, never revoked alone. */
  readonly implied: GrantSet;
}

export interface Plan {
  readonly grant: GrantSet;
  readonly revoke: GrantSet;
}

/** Whether holding `wider` gives `narrower` too. Every grant covers itself. */
export interface Covers {
  (wider: Grant, narrower: Grant): boolean;
  /** The names of all wider grants that would cover one; without it each of a set has to be asked. */
  readonly widerThan?: (narrower: Grant) => readonly Grant[];
}

export const sameGrant: Covers = Object.assign((wider: Grant, narrower: Grant) => wider === narrower, {
  widerThan: () => noGrants,
});

/** Covers by names: whoever can say which wider grants there would be has said which ones cover. */
export function coversBy(
  widerThan: (narrower: Grant) => readonly Grant[],
): Required<Pick<Covers, "widerThan">> & Covers {
  const covers = (wider: Grant, narrower: Grant) => wider === narrower || widerThan(narrower).includes(wider);
  return Object.assign(covers, { widerThan });
}

/** Whether holding all of `set` gives a grant: the same as asking each of them, without asking each of them. */
export function givenBy(set: GrantSet, covers: Covers = sameGrant): (grant: Grant) => boolean {
  const exact = new Set(set);
  const { widerThan } = covers;
  if (widerThan === undefined) return (grant) => set.some((wider) => covers(wider, grant));
  return (grant) => exact.has(grant) || widerThan(grant).some((wider) => exact.has(wider));
}

/** Those of `set` that holding all of `given` does not give. */
function notGivenBy(set: GrantSet, given: GrantSet, covers: Covers): GrantSet {
  const others = without(set, given);
  const { widerThan } = covers;
  if (widerThan === undefined) return others.filter((grant) => !given.some((wider) => covers(wider, grant)));
  // There are far fewer names of wider grants than grants.
  const isThere = holderOf(given);
  const known = new Map<Grant, boolean>();
  const isGiven = (wider: Grant): boolean => {
    const before = known.get(wider);
    if (before !== undefined) return before;
    const is = isThere(wider);
    known.set(wider, is);
    return is;
  };
  return others.filter((grant) => !widerThan(grant).some(isGiven));
}

function partGivenBy(set: GrantSet, given: GrantSet, covers: Covers): GrantSet {
  return without(set, notGivenBy(set, given, covers));
}

/** Whether a grant gives any of `set`. */
export function givesAnyOf(set: GrantSet, covers: Covers = sameGrant): (grant: Grant) => boolean {
  const { widerThan } = covers;
  if (widerThan === undefined) return (grant) => set.some((narrower) => covers(grant, narrower));
  const over = new Set(set.flatMap((narrower) => [narrower, ...widerThan(narrower)]));
  return (grant) => over.has(grant);
}

export const noGrants: GrantSet = [];

export function isEmptyPlan(plan: Plan): boolean {
  return plan.grant.length === 0 && plan.revoke.length === 0;
}

/**
 * Decides what to grant and what to revoke so that `access` becomes what `desired` asks for.
 *
 * @param owned grants that this resource made earlier: with `unlisted: "keep"` they go when the program drops them.
 */
export function planAccess(
  desired: Desired,
  access: Access,
  owned: GrantSet = noGrants,
  covers: Covers = sameGrant,
): Plan {
  const own = without(access.grants, access.implied);
  const { denied, ended = noGrants, unlisted } = desired;
  const unwanted = notGivenBy(own, desired.grants, covers);
  // With "keep" only what has ended goes, and no narrower grant that somebody has given besides.
  const revoke =
    unlisted === "revoke"
      ? unwanted
      : union(intersect(unwanted, ended), partGivenBy(unwanted, union(denied, owned), covers));
  return { grant: notGivenBy(desired.grants, without(access.grants, revoke), covers), revoke };
}

/**
 * The plan for a system that cannot be read: all that is wanted is granted, and all that could be there is revoked.
 *
 * @param possible every grant that the subject might hold, as far as the system's vocabulary is known.
 */
export function planUnseen(desired: Desired, possible: GrantSet, owned: GrantSet = noGrants): Plan {
  const candidates = desired.unlisted === "revoke" ? union(possible, owned) : owned;
  const unwanted = union(candidates, desired.denied, desired.ended ?? noGrants);
  return { grant: desired.grants, revoke: without(unwanted, desired.grants) };
}

/**
 * The set that must be there, in its own right, once `plan` has been carried out. Implied grants are not in it unless the
 * program lists them: they go when the wider grant goes.
 */
export function afterPlan(plan: Plan, desired: Desired, access: Access): GrantSet {
  return union(without(without(access.grants, access.implied), plan.revoke), desired.grants);
}

/**
 * The part of `access` that a resource speaks for: with `unlisted: "revoke"` all of it, with `"keep"` what the program
 * mentions. Implied grants show only where the program lists them.
 */
export function managedAccess(desired: Desired, access: Access, covers: Covers = sameGrant): GrantSet {
  const listed = partGivenBy(desired.grants, access.grants, covers);
  const { denied, ended = noGrants } = desired;
  if (desired.unlisted === "keep") {
    // A wider grant that gives an item anyway is somebody else's, and stays.
    return union(listed, intersect(denied, access.grants), intersect(ended, without(access.grants, access.implied)));
  }
  return union(listed, without(access.grants, access.implied));
}
