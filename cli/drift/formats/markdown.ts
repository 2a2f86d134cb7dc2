import { harmless } from "../../../provider/pulumi/harmless.js";
import { code, codes, cut, escaped, fitted, longestError, table } from "../../report/markdownParts.js";
import type { Report, ReportedResource } from "../report.js";
import { headline, notable, statusWords, subjectWords } from "./words.js";

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
  return fitted(head, found, strangers);
}

function row(resource: ReportedResource): string[] {
  const { status, gained, lost, planned, corrected, error } = resource;
  const deeds = [
    ...(planned ? [`would grant ${codes(planned.grant)}; would revoke ${codes(planned.revoke)}`] : []),
    ...(corrected ? [`granted ${codes(corrected.grant)}; revoked ${codes(corrected.revoke)}`] : []),
    ...(error === undefined ? [] : [escaped(cut(error, longestError))]),
  ];
  return [statusWords[status], code(subjectWords(resource)), codes(gained), codes(lost), deeds.join("<br>")];
}
