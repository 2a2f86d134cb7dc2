import { linesOf } from "../../report/lines.js";
import { personWords } from "../../report/words.js";
import { gapsIn, grantSaid, headline, peopleIn } from "../gathered.js";
import type { Row, WhoReport } from "../report.js";

/** For people: a block for each person in each system; what is not known comes last. */
export function text(report: WhoReport, { isColoured }: { readonly isColoured: boolean }): string {
  const { rows, nothing, unknown } = report;
  const systems = [...rows, ...nothing].map(({ system }) => system);
  const { line, detail, bold } = linesOf([...systems, "not known"], isColoured);
  const grant = (row: Row) => {
    if (row.drift !== undefined) return detail("red", row.drift === "gained" ? "+" : "-", grantSaid(row));
    return detail(row.seen === "unmanaged" ? "yellow" : "dim", "·", grantSaid(row));
  };
  const lines = [
    ...peopleIn(rows).flatMap(({ row, who, rows: own }) => [
      line(row.seen === "unmanaged" ? "yellow" : "green", row.system, ownedBy(row, who)),
      ...own.map(grant),
    ]),
    ...nothing.flatMap((one) => [line("dim", one.system, personWords(one)), detail("dim", "·", "nothing")]),
    ...gapsIn(unknown).flatMap(({ who, why }) => [line("yellow", "not known", who), detail("dim", "!", why)]),
  ];
  return `${[...lines, bold(headline(report))].join("\n")}\n`;
}

/** Most components are called like their resources. */
function ownedBy({ owner, name }: Row, who: string): string {
  return owner === undefined || owner.endsWith(` ${name}`) ? who : `${who}, declared in ${owner}`;
}
