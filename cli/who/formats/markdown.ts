import { harmless } from "../../../provider/pulumi/harmless.js";
import { code, codes, cut, escaped, fitted, longestError, table } from "../../report/markdownParts.js";
import { personWords, systemTitle } from "../../report/words.js";
import { gapsIn, grantSaid, headline, type Person, peopleIn } from "../gathered.js";
import type { WhoReport } from "../report.js";

/** For an issue or a page. The first line is a mark by which a pipeline finds it again. */
export function markdown(report: WhoReport): string {
  const stack = harmless(report.stack);
  const head = [
    `<!-- pulumi-permissions who ${stack.replaceAll(/[^\w.-]/g, "_")} -->`,
    `## Who has what${stack === "" ? "" : ` in ${code(stack)}`}`,
    "",
    `${escaped(headline(report))}. Asked at ${report.checkedAt}.`,
  ];
  const people = table(
    ["who", "system", "has"],
    [
      ...peopleIn(report.rows).map(row),
      ...report.nothing.map((one) => [code(personWords(one)), escaped(systemTitle(one.system)), "nothing"]),
    ],
  );
  const gaps = table(
    ["not known", "why"],
    gapsIn(report.unknown).map(({ who, why }) => [code(who), escaped(cut(why, longestError))]),
  );
  return fitted(head, people, gaps);
}

function row({ row: { system }, who, rows }: Person): string[] {
  return [code(who), escaped(systemTitle(system)), codes(rows.map(grantSaid))];
}
