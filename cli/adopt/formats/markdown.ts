import { code, codes, cut, escaped, fitted, longestError, table } from "../../report/markdownParts.js";
import { grantWords, personWords } from "../../report/words.js";
import { type AdoptedSubject, type AdoptReport, headline, notable, wordsOf } from "../report.js";

/** For a merge request. */
export function markdown(report: AdoptReport): string {
  const head = [
    "## Adopted access",
    "",
    `${escaped(headline(report))}. Read from live access at ${report.checkedAt}.`,
    ...report.notes.flatMap((note) => ["", escaped(note)]),
  ];
  return fitted(head, table(["", "who", "has", ""], notable(report).map(row)));
}

function row(adopted: AdoptedSubject): string[] {
  const changes = [
    ...grantWords(adopted.system, adopted.gained ?? []).map((grant) => `gained ${code(grant)}`),
    ...grantWords(adopted.system, adopted.lost ?? []).map((grant) => `lost ${code(grant)}`),
  ];
  const words = wordsOf(adopted).map((one) => escaped(cut(one, longestError)));
  return [
    adopted.status,
    code(personWords(adopted)),
    codes(grantWords(adopted.system, adopted.grants)),
    [...changes, ...words].join("<br>"),
  ];
}
