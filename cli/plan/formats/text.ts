import { type Gathered, gathered } from "../../report/gathered.js";
import { type Colour, linesOf } from "../../report/lines.js";
import { grantWords } from "../../report/words.js";
import type { PlannedSubject, PlanReport, Status } from "../report.js";
import { headline, notable, statusWords } from "./words.js";

const colours: Readonly<Record<Status, Colour>> = {
  failed: "red",
  removed: "yellow",
  replaced: "yellow",
  changes: "yellow",
  new: "green",
  unknown: "dim",
  unobservable: "dim",
  unchanged: "dim",
};

/** For people: who loses something first, a block each. */
export function text(report: PlanReport, { isColoured }: { readonly isColoured: boolean }): string {
  const { line, detail, bold } = linesOf(Object.values(statusWords), isColoured);
  const block = ({ row: planned, who }: Gathered<PlannedSubject>): string[] => {
    const { status, system, losesEverything, remark, error } = planned;
    const everything = losesEverything ? ": loses everything" : "";
    return [
      line(losesEverything ? "red" : colours[status], statusWords[status], `${who}${everything}`),
      ...grantWords(system, planned.revokes).map((grant) => detail("red", "-", grant)),
      ...grantWords(system, planned.grants).map((grant) => detail("green", "+", grant)),
      ...(remark === undefined ? [] : [detail("dim", "!", remark)]),
      ...(error === undefined ? [] : [detail("dim", "!", error)]),
    ];
  };
  return `${[...gathered(notable(report)).flatMap(block), bold(headline(report))].join("\n")}\n`;
}
