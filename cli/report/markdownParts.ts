import { harmless } from "../../provider/pulumi/harmless.js";
import { concernsIn } from "./words.js";

/** GitHub takes 65,536 characters in a comment or an issue; GitLab more. */
const longest = 60_000;
/** Of one list of grants, one name and one error, so that no row pushes the others out. */
const longestList = 2_000;
const longestName = 300;
export const longestError = 2_000;

/** Those who lost or gained something wide first: whoever reads only the beginning must see them. */
export function widestFirst<Item>(items: readonly Item[], changedOf: (item: Item) => Change): readonly Item[] {
  return items.toSorted((left, right) => Number(isWide(changedOf(right))) - Number(isWide(changedOf(left))));
}

interface Change {
  readonly system: string;
  readonly grants: readonly string[];
}

function isWide({ system, grants }: Change): boolean {
  return grants.length > 0 && concernsIn(system, grants).length > 0;
}

/** Rows of a table, with its head; nothing where there are none. */
export function table(columns: readonly string[], rows: readonly string[][]): string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return ["", line(columns), line(columns.map(() => "---")), ...rows.map(line)];
}

/** Whole lines only, with a word on what was left out. A row that does not fit leaves its place to those that do. */
export function fitted(head: readonly string[], ...tables: readonly (readonly string[])[]): string {
  const kept = [...head];
  let length = head.join("\n").length;
  let left = 0;
  for (const [blank, columns, rule, ...rows] of tables) {
    if (blank === undefined || columns === undefined || rule === undefined) continue;
    kept.push(blank, columns, rule);
    length += columns.length + rule.length + 3;
    for (const one of rows) {
      if (length + one.length + 1 > longest) {
        left += 1;
        continue;
      }
      length += one.length + 1;
      kept.push(one);
    }
  }
  const note = `\n${left} more ${left === 1 ? "line" : "lines"} did not fit here: \`--format html\` and \`--format json\` have all of them.`;
  return `${[...kept, ...(left > 0 ? [note] : [])].join("\n")}\n`;
}

/** Names in a list that never pushes its neighbours out. */
export function codes(names: readonly string[]): string {
  if (names.length === 0) return "–";
  const shown: string[] = [];
  let length = 0;
  for (const name of names.map(code)) {
    length += name.length + 2;
    if (length > longestList) return `${shown.join(", ")}, and ${names.length - shown.length} more`;
    shown.push(name);
  }
  return shown.join(", ");
}

/** Not more than a cell should hold. */
export function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most).replace(/[\uD800-\uDBFF]$/, "")}…` : text;
}

/** In a code span nothing is a mention, a link or markup; it ends at a run of backticks as long as the one that began it. */
export function code(name: string): string {
  const text = cut(harmless(name), longestName);
  // In a table a stroke ends the cell, and with it the span: escaping it by a backslash fails where the name has one before it.
  if (text.includes("|")) return `<code>${escaped(text)}</code>`;
  const runs = [...text.matchAll(/`+/g)].map(([run]) => run.length);
  const fence = "`".repeat(Math.max(0, ...runs) + 1);
  return runs.length > 0 ? `${fence} ${text} ${fence}` : `${fence}${text}${fence}`;
}

/** Words in which nothing is a mention, a link or markup. */
export function escaped(words: string): string {
  return harmless(words)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll(/[\\`*_{}[\]()#+!|~@]/g, (character) => `&#${character.charCodeAt(0)};`);
}
