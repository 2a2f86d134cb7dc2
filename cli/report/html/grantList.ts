import { compareNames } from "../compareNames.js";
import { grantWords } from "../words.js";
import { isolated, join, type Markup, markup, name } from "./markup.js";

/** From so many grants on that begin alike, the beginning is said once. */
const fewest = 3;

interface Grants {
  readonly held: readonly string[];
  readonly gained?: readonly string[];
  readonly lost?: readonly string[];
}

/** What somebody holds, with what was gained and lost first. */
export function grantList(system: string, { held, gained = [], lost = [] }: Grants): Markup {
  const news = new Set(gained);
  const kept = held.filter((grant) => !news.has(grant));
  const parts = [...phrases(system, gained).map(gain), ...phrases(system, lost).map(loss), ...phrases(system, kept)];
  return parts.length === 0 ? markup`nothing` : join(parts, ", ");
}

// A sign does not stand at the end of a line, without its word.
export const gain = (phrase: Markup): Markup => markup`<ins>+\u00a0${phrase}</ins>`;
export const loss = (phrase: Markup): Markup => markup`<del>−\u00a0${phrase}</del>`;

/** A phrase for each grant, or for many that begin alike: `email/ accounts, filters`; `shop: 1–60, 75`. */
function phrases(system: string, grants: readonly string[]): readonly Markup[] {
  const all = [...new Set(grants)].sort(compareNames);
  const groups = new Map<string, string[]>();
  for (const grant of all) groups.set(firstWord(grant), [...(groups.get(firstWord(grant)) ?? []), grant]);
  return [...groups].flatMap(([prefix, members]) => {
    if (prefix === "" || members.length < fewest) return grantWords(system, members).map(isolated);
    const labels = ranges(members.map((grant) => grant.slice(prefix.length)));
    return [markup`<em>${name(prefix)}</em> ${join(labels.map(isolated), ", ")}`];
  });
}

/** `shop:` of `shop:11`, `email/` of `email/*`, `archives-` of `archives-show`; empty for a name in one piece. */
const firstWord = (grant: string): string =>
  /^[^:/]{1,40}[:/](?=.)/.exec(grant)?.[0] ?? /^[^-]{1,40}-(?=.)/.exec(grant)?.[0] ?? "";

/** Numbers that follow each other are said as a range: 120 shops stay readable. */
function ranges(labels: readonly string[]): string[] {
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
