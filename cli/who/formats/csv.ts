import { stringify } from "csv-stringify/sync";
import { harmless } from "../../../provider/pulumi/harmless.js";
import type { WhoReport } from "../report.js";

const columns = [
  ...[
    "seen",
    "person",
    "name",
    "owner",
    "system",
    "connection",
    "subject",
    "grant",
    "through",
    "until",
    "ended",
    "drift",
  ],
  ...["why", "urn"],
];

/**
 * For a spreadsheet: a row for each person and grant, then one for everybody who holds nothing, and for all that is not known. It begins with
 * a byte order mark, or Excel takes its letters for another alphabet's; what a spreadsheet would run as a formula gets an apostrophe in front.
 */
export function csv({ rows, nothing, unknown }: WhoReport): string {
  const records: readonly Readonly<Record<string, string>>[] = [
    ...rows.map(({ ended, ...row }) => ({ ...row, ended: ended ? "yes" : "" })),
    ...nothing.map((one) => ({ ...one, seen: "nothing" })),
    ...unknown.map((one) => ({ ...one, seen: "unknown" })),
  ];
  const cells = records.map((record) => columns.map((column) => harmless(record[column] ?? "")));
  return stringify(cells, { header: true, columns, bom: true, escape_formulas: true, record_delimiter: "windows" });
}
