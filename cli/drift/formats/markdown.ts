import { harmless } from "../../../provider/pulumi/harmless.js";
import type { Report, ReportedResource } from "../report.js";
import { headline, notable, statusWords, subjectWords } from "./words.js";

/** GitHub takes 65,536 characters in a comment or an issue; GitLab more. */
const longest = 60_000;

/** For comments and issues. The first line is a mark by which a pipeline finds the comment again. */
export function markdown(report: Report): string {
  const stack = harmless(report.stack);
  const head = [
    `<!-- pulumi-permissions drift ${stack.replaceAll(/[^\w.-]/g, "_")} -->`,
    `## Permission drift${stack === "" ? "" : ` in ${code(stack)}`}`,
    "",
    `${escaped(headline(report))}. Checked at ${report.checkedAt}.`,
  ];
  const resources = notable(report);
  const found = table(["status", "subject", "gained", "lost", ""], resources.map(row));
  const strangers = table(
    ["unmanaged", "where", "grants"],
    report.unmanaged.map((person) => [
      code(subjectWords(person)),
      escaped(`${person.system} ${person.scope}`),
      person.grants.length === 0 ? "not understood" : codes(person.grants),
    ]),
  );
  return fitted([...head, ...found, ...strangers]);
}

function row(resource: ReportedResource): string[] {
  const { status, gained, lost, planned, corrected, error } = resource;
  const deeds = [
    ...(planned ? [`would grant ${codes(planned.grant)}; would revoke ${codes(planned.revoke)}`] : []),
    ...(corrected ? [`granted ${codes(corrected.grant)}; revoked ${codes(corrected.revoke)}`] : []),
    ...(error === undefined ? [] : [escaped(error)]),
  ];
  return [statusWords[status], code(subjectWords(resource)), codes(gained), codes(lost), deeds.join("<br>")];
}

function table(columns: readonly string[], rows: readonly string[][]): string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return ["", line(columns), line(columns.map(() => "---")), ...rows.map(line)];
}

/** Whole lines only, and a word on what was left out. */
function fitted(lines: readonly string[]): string {
  const kept: string[] = [];
  let length = 0;
  for (const line of lines) {
    length += line.length + 1;
    if (length > longest) break;
    kept.push(line);
  }
  const left = lines.length - kept.length;
  const note = `\n${left} more lines did not fit here: \`--format html\` and \`--format json\` have all of them.`;
  return `${[...kept, ...(left > 0 ? [note] : [])].join("\n")}\n`;
}

function codes(names: readonly string[]): string {
  return names.length === 0 ? "–" : names.map(code).join(", ");
}

/** In a code span nothing is a mention, a link or markup; it ends at a run of backticks as long as the one that began it. */
function code(name: string): string {
  const text = harmless(name).replaceAll("|", "\\|");
  const runs = [...text.matchAll(/`+/g)].map(([run]) => run.length);
  const fence = "`".repeat(Math.max(0, ...runs) + 1);
  return runs.length > 0 ? `${fence} ${text} ${fence}` : `${fence}${text}${fence}`;
}

function escaped(words: string): string {
  return harmless(words)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll(/[\\`*_{}[\]()#+!|~@]/g, (character) => `&#${character.charCodeAt(0)};`);
}
