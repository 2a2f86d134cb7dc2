import { harmless } from "../../../provider/pulumi/harmless.js";
import { type Gathered, gathered } from "../../report/gathered.js";
import { code, codes, cut, escaped, fitted, longestError, table } from "../../report/markdownParts.js";
import { grantWords, personWords } from "../../report/words.js";
import type { Report, ReportedResource } from "../report.js";
import { headline, notable, statusWords } from "./words.js";

/** For comments and issues. The first line is a mark by which a pipeline finds the comment again. */
export function markdown(report: Report): string {
  const stack = harmless(report.stack);
  const head = [
    `<!-- pulumi-permissions drift ${stack.replaceAll(/[^\w.-]/g, "_")} -->`,
    `## Permission drift${stack === "" ? "" : ` in ${code(stack)}`}`,
    "",
    `${escaped(headline(report))}. Checked at ${report.checkedAt}.`,
  ];
  const found = table(["status", "subject", "gained", "lost", ""], gathered(notable(report)).map(row));
  const strangers = table(
    ["unmanaged", "where", "grants"],
    report.unmanaged.map((person) => [
      code(personWords(person)),
      escaped(`${person.system} ${person.scope}`),
      person.grants.length === 0 ? "not understood" : codes(grantWords(person.system, person.grants)),
    ]),
  );
  return fitted(head, found, strangers);
}

function row({ row: resource, who }: Gathered<ReportedResource>): string[] {
  const { status, system, gained, lost, planned, corrected, error } = resource;
  const named = (grants: readonly string[]) => codes(grantWords(system, grants));
  const deeds = [
    ...(planned ? [`would grant ${named(planned.grant)}; would revoke ${named(planned.revoke)}`] : []),
    ...(corrected ? [`granted ${named(corrected.grant)}; revoked ${named(corrected.revoke)}`] : []),
    ...(error === undefined ? [] : [escaped(cut(error, longestError))]),
  ];
  return [statusWords[status], code(who), named(gained), named(lost), deeds.join("<br>")];
}
