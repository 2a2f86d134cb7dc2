import { compareNames } from "../../../report/compareNames.js";

/** Grants that belong together, such as `shop:11` and `shop:19`: a column each, or one column that lists them. */
export interface Group {
  /** What they have in common, as it stands in front of each; empty for names that stand alone. */
  readonly prefix: string;
  readonly grants: readonly string[];
  readonly listed: boolean;
}

// More columns than these cannot be read, on a screen or on paper; longer names do not fit at the head of a column.
const mostInGroup = 16;
const mostInTable = 56;
const longestHead = 48;

/** Every grant once. The groups with few members get columns first: they are the ones that many subjects share. */
export function groupsOf(grants: Iterable<string>): Group[] {
  const all = [...new Set(grants)].sort(compareNames);
  const begun = new Map<string, number>();
  for (const grant of all) {
    const word = firstWord(grant);
    begun.set(word, (begun.get(word) ?? 0) + 1);
  }
  const members = new Map<string, string[]>();
  for (const grant of all) {
    const word = firstWord(grant);
    const prefix = word.endsWith("-") && begun.get(word) === 1 ? "" : word;
    const group = members.get(prefix) ?? [];
    group.push(grant);
    members.set(prefix, group);
  }
  const bySize = [...members].sort(([, left], [, right]) => left.length - right.length);
  const listed = new Set<string>();
  let columns = 0;
  for (const [prefix, group] of bySize) {
    const fits =
      group.length <= (prefix === "" ? 2 * mostInGroup : mostInGroup) &&
      columns + group.length <= mostInTable &&
      group.every((grant) => grant.length <= longestHead);
    if (fits) columns += group.length;
    else listed.add(prefix);
  }
  return [...members]
    .map(([prefix, group]) => ({ prefix, grants: group, listed: listed.has(prefix) }))
    .sort((left, right) => Number(left.listed) - Number(right.listed) || compareNames(left.prefix, right.prefix));
}

/** `shop:` of `shop:11`, `email/` of `email/*`, `archives-` of `archives-show`; empty for a name in one piece. */
const firstWord = (grant: string): string =>
  /^[^:/]{1,40}[:/]/.exec(grant)?.[0] ?? /^[^-]{1,40}-/.exec(grant)?.[0] ?? "";

/** The grant without what its group says already. */
export const labelIn = ({ prefix }: Group, grant: string): string => grant.slice(prefix.length) || grant;

/** Numbers that follow each other are said as a range: 120 shops stay readable. */
export function ranges(labels: readonly string[]): string[] {
  const said: string[] = [];
  for (let from = 0; from < labels.length; ) {
    let to = from;
    while (follows(labels[to], labels[to + 1])) to++;
    if (to - from >= 2) said.push(`${labels[from]}–${labels[to]}`);
    else said.push(...labels.slice(from, to + 1));
    from = to + 1;
  }
  return said;
}

function follows(label: string | undefined, next: string | undefined): boolean {
  return label !== undefined && /^[1-9]\d{0,14}$/.test(label) && next === String(Number(label) + 1);
}
