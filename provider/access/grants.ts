/** One thing that a subject may do, by the name that plans, errors and reports use everywhere, such as `canViewInvoices` or `service:14101`. */
export type Grant = string;

/** Grants in sorted order, each once. Make one with {@link grantSet}. */
export type GrantSet = readonly Grant[];

export function grantSet(grants: Iterable<Grant>): GrantSet {
  const given = [...grants];
  return isInOrder(given) ? given : [...new Set(given)].sort();
}

export function union(...sets: readonly GrantSet[]): GrantSet {
  const [first = [], ...others] = sets.filter((set) => set.length > 0);
  // One by one, many sets would be gone through again and again.
  if (others.length > 8) return grantSet(sets.flat());
  return others.reduce(merged, grantSet(first));
}

export function without(set: GrantSet, excluded: readonly Grant[]): GrantSet {
  if (excluded.length === 0) return set;
  if (isInOrder(set) && isInOrder(excluded)) {
    let next = 0;
    return set.filter((grant) => {
      while (isBefore(excluded[next], grant)) next += 1;
      return excluded[next] !== grant;
    });
  }
  const out = new Set(excluded);
  return set.filter((grant) => !out.has(grant));
}

export function intersect(left: GrantSet, right: GrantSet): GrantSet {
  return without(left, without(left, right));
}

/** Whether a set holds a grant, for whoever asks it of some of many. */
export function holderOf(set: GrantSet): (grant: Grant) => boolean {
  const ordered = isInOrder(set) ? set : grantSet(set);
  return (grant) => {
    let [from, to] = [0, ordered.length];
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (isBefore(ordered[middle], grant)) from = middle + 1;
      else to = middle;
    }
    return ordered[from] === grant;
  };
}

export function sameGrants(left: GrantSet, right: GrantSet): boolean {
  return left.length === right.length && left.every((grant, index) => grant === right[index]);
}

/** How `to` differs from `from`, for messages and reports. */
export function compareGrants(from: GrantSet, to: GrantSet): { readonly gained: GrantSet; readonly lost: GrantSet } {
  return { gained: without(to, from), lost: without(from, to) };
}

/** Two sets go through each other once, in their order: hash tables of a hundred thousand grants would take most of a run's time. */
function merged(left: GrantSet, right: GrantSet): GrantSet {
  if (!isInOrder(right)) return merged(left, grantSet(right));
  const all: Grant[] = [];
  let next = 0;
  for (const grant of left) {
    for (let other = right[next]; other !== undefined && other < grant; other = right[next]) {
      all.push(other);
      next += 1;
    }
    if (right[next] === grant) next += 1;
    all.push(grant);
  }
  return next === right.length ? all : [...all, ...right.slice(next)];
}

function isInOrder(grants: readonly Grant[]): boolean {
  return grants.every((grant, index) => index === 0 || isBefore(grants[index - 1], grant));
}

function isBefore(one: Grant | undefined, other: Grant): boolean {
  return one !== undefined && one < other;
}
