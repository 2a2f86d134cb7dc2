import { compareNames } from "../report/compareNames.js";
import type { Found, Holding, Unread } from "./Holding.js";
import { matching } from "./pattern.js";
import { exitStatus, type Idle, type Row, type Unknown, type WhoReport } from "./report.js";
import { type Question, rowsOf } from "./rows.js";

export interface Asked extends Question {
  /** The components in which somebody was declared, by type or name. */
  readonly owner?: string | undefined;
}

/** What was asked for, out of all that was found. */
export function answered(
  found: Found,
  asked: Asked,
  about: Pick<WhoReport, "stack" | "at" | "checkedAt">,
): { readonly report: WhoReport; readonly status: 0 | 1 | 3 } {
  const holdings = found.holdings.filter((one) => isOwned(one, asked.owner));
  const answers = holdings.map((holding) => ({ holding, ...rowsOf(holding, asked) }));
  const unread = found.unread.filter((one) => isConcerned(one, asked));
  const rows = answers.flatMap((answer) => answer.rows).sort(byPerson);
  const nothing = answers.flatMap(({ holding, rows: own }) => (own.length === 0 ? idle(holding, asked) : []));
  const unknown = [...unread.map(({ told }) => told), ...answers.flatMap(({ perhaps }) => perhaps)];
  const report: WhoReport = { version: 1, ...about, rows, nothing, unknown: once(unknown) };
  const isIncomplete = unread.some(({ isFailure }) => isFailure);
  return { report, status: exitStatus(report, isIncomplete) };
}

function isOwned({ owners }: Pick<Holding, "owners">, owner: string | undefined): boolean {
  const matches = matching(owner);
  return owner === undefined || owners.some(({ type, name }) => matches([type, name]));
}

/** What is not known of a whole system concerns everybody who asks. */
function isConcerned(one: Unread, asked: Asked): boolean {
  return one.texts === undefined || (isOwned(one, asked.owner) && asked.matches(one.texts));
}

/** Who holds nothing is an answer only to the question what they hold. */
function idle({ name, urn, system, connection, subject, texts, grants, kind }: Holding, asked: Asked): Idle[] {
  const isAnswer =
    asked.grant === undefined && asked.endsBefore === undefined && grants.length === 0 && kind !== undefined;
  return isAnswer && asked.matches(texts) ? [{ name, urn, system, connection, subject }] : [];
}

function byPerson(left: Row, right: Row): number {
  const keys = (row: Row) => [row.name, row.system, row.connection, row.subject, row.grant, row.through ?? ""];
  const others = keys(right);
  const orders = keys(left).map((key, index) => compareNames(key, others[index] ?? ""));
  return orders.find((order) => order !== 0) ?? 0;
}

function once(unknown: readonly Unknown[]): Unknown[] {
  return [...new Map(unknown.map((one) => [JSON.stringify(one), one])).values()];
}
