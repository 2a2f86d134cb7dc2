/** One thing that a subject may do, by the name that plans, errors and reports use everywhere, such as `canViewInvoices` or `service:14101`. */
export type Grant = string;

/** Grants in sorted order, each once. Make one with {@link grantSet}. */
export type GrantSet = readonly Grant[];

export function grantSet(grants: Iterable<Grant>): GrantSet {
  return [...new Set(grants)].sort();
}

export function union(...sets: readonly GrantSet[]): GrantSet {
  return grantSet(sets.flat());
}

export function without(set: GrantSet, excluded: readonly Grant[]): GrantSet {
  if (excluded.length === 0) return set;
  const out = new Set(excluded);
  return set.filter((grant) => !out.has(grant));
}

export function sameGrants(left: GrantSet, right: GrantSet): boolean {
  return left.length === right.length && left.every((grant, index) => grant === right[index]);
}

/** How `to` differs from `from`, for messages and reports. */
export function compareGrants(from: GrantSet, to: GrantSet): { readonly gained: GrantSet; readonly lost: GrantSet } {
  return { gained: without(to, from), lost: without(from, to) };
}
