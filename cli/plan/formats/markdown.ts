import { harmless } from "../../../provider/pulumi/harmless.js";
import { type Gathered, gathered } from "../../report/gathered.js";
import { code, codes, cut, escaped, fitted, longestError, table, widestFirst } from "../../report/markdownParts.js";
import { grantWords } from "../../report/words.js";
import type { PlannedSubject, PlanReport } from "../report.js";
import { headline, notable } from "./words.js";

/** For the comment on a pull request. The first line is a mark by which a pipeline finds the comment again. */
export function markdown(report: PlanReport): string {
  const stack = harmless(report.stack);
  const head = [
    `<!-- pulumi-permissions plan ${stack.replaceAll(/[^\w.-]/g, "_")} -->`,
    `## What \`pulumi up\` would do to access${stack === "" ? "" : ` in ${code(stack)}`}`,
    "",
    `${escaped(headline(report))}. Compared with live access at ${report.checkedAt}.`,
  ];
  const first = widestFirst(notable(report), ({ system, revokes, grants }) => ({
    system,
    grants: [...revokes, ...grants],
  }));
  const everything = first.toSorted((left, right) => Number(right.losesEverything) - Number(left.losesEverything));
  return fitted(head, table(["", "who", "loses", "gains", ""], gathered(everything).map(row)));
}

function row({ row: planned, who }: Gathered<PlannedSubject>): string[] {
  const { status, system, losesEverything, remark, error } = planned;
  const words = [remark, error].flatMap((text) => (text === undefined ? [] : [escaped(cut(text, longestError))]));
  const [revokes, grants] = [planned.revokes, planned.grants].map((names) => codes(grantWords(system, names)));
  return [
    status,
    code(who),
    `${losesEverything ? "**everything**: " : ""}${revokes}`,
    grants ?? "",
    words.join("<br>"),
  ];
}
