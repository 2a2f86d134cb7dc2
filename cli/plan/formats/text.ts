import { type Gathered, gathered } from "../../report/gathered.js";
import { type Colour, linesOf } from "../../report/lines.js";
import { grantWords } from "../../report/words.js";
import { type PlannedSubject, type PlanReport, type Status, statusSchema } from "../report.js";
import { headline, notable } from "./words.js";

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
  const { line, detail, bold } = linesOf(statusSchema.options, isColoured);
  const block = ({ row: planned, who }: Gathered<PlannedSubject>): string[] => {
    const { status, system, losesEverything, remark, error } = planned;
    const everything = losesEverything ? ": loses everything" : "";
    return [
      line(losesEverything ? "red" : colours[status], status, `${who}${everything}`),
      ...grantWords(system, planned.revokes).map((grant) => detail("red", "-", grant)),
      ...grantWords(system, planned.grants).map((grant) => detail("green", "+", grant)),
      ...(remark === undefined ? [] : [detail("dim", "!", remark)]),
      ...(error === undefined ? [] : [detail("dim", "!", error)]),
    ];
  };
  return `${[...gathered(notable(report)).flatMap(block), bold(headline(report))].join("\n")}\n`;
}
