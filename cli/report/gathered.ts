import { firstOf } from "../../provider/lifecycle/words.js";
import { personWords } from "./words.js";

interface Failing {
  readonly name: string;
  readonly subject: string;
  readonly system: string;
  readonly connection: string;
  readonly status: string;
  readonly error?: string | undefined;
}

/** One cause, such as a wrong key, is told once, whoever it concerns: those who failed for one reason stand together. */
export interface Gathered<Row> {
  readonly row: Row;
  /** Whom a line names. */
  readonly who: string;
}

const named = 5;

export function gathered<Row extends Failing>(rows: readonly Row[]): readonly Gathered<Row>[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const isAlone = row.status !== "failed" || row.error === undefined;
    const key = isAlone ? `${groups.size}` : JSON.stringify([row.system, row.connection, row.error]);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].flatMap((group) => {
    const [row] = group;
    if (row === undefined) return [];
    if (group.length === 1) return [{ row, who: personWords(row) }];
    const names = group.map(({ name }) => name);
    const at = row.connection === "default" ? "" : ` of connection ${row.connection}`;
    return [{ row, who: `${group.length} resources not read${at}: ${firstOf(names, named)}` }];
  });
}
