import { harmless } from "../../../provider/pulumi/harmless.js";
import { type Gathered, gathered } from "../../report/gathered.js";
import { code, codes, cut, escaped, fitted, longestError, table, widestFirst } from "../../report/markdownParts.js";
import { grantWords, personWords, systemTitle } from "../../report/words.js";
import type { Report, ReportedResource } from "../report.js";
import { headline, named, notable, statusWords } from "./words.js";

/** For comments and issues. The first line is a mark by which a pipeline finds the comment again. */
export function markdown(report: Report): string {
  const stack = harmless(report.stack);
  const head = [
    `<!-- pulumi-permissions drift ${stack.replaceAll(/[^\w.-]/g, "_")} -->`,
    `## Permission drift${stack === "" ? "" : ` in ${code(stack)}`}`,
    "",
    `${escaped(headline(report))}. Checked at ${report.checkedAt}.`,
  ];
  const first = widestFirst(notable(report), ({ system, gained, lost }) => ({ system, grants: [...gained, ...lost] }));
  const found = table(["status", "subject", "gained", "lost", ""], gathered(first).map(row));
  const { people, rest } = named(widestFirst(report.unmanaged, (person) => person));
  const strangers = table(
    ["unmanaged", "where", "grants"],
    [
      ...people.map((person) => [
        code(personWords(person)),
        escaped(`${systemTitle(person.system)} ${person.scope}`),
        person.grants.length === 0 ? "not understood" : codes(grantWords(person.system, person.grants)),
      ]),
      ...rest.map(({ where, count }) => [`and ${count} more`, escaped(where), ""]),
    ],
  );
  return fitted(head, found, strangers);
}

function row({ row: resource, who }: Gathered<ReportedResource>): string[] {
  const { status, system, gained, lost, planned, corrected, error, expired = [] } = resource;
  const inWords = (grants: readonly string[]) => codes(grantWords(system, grants));
  const deeds = [
    ...(expired.length > 0 ? [`time is over: ${inWords(expired)}`] : []),
    ...(planned ? [`would grant ${inWords(planned.grant)}; would revoke ${inWords(planned.revoke)}`] : []),
    ...(corrected ? [`granted ${inWords(corrected.grant)}; revoked ${inWords(corrected.revoke)}`] : []),
    ...(error === undefined ? [] : [escaped(cut(error, longestError))]),
  ];
  return [statusWords[status], code(who), inWords(gained), inWords(lost), deeds.join("<br>")];
}
