import { firstOf } from "../../provider/lifecycle/words.js";
import { counted, grantWords, personWords, systemTitle } from "../report/words.js";
import type { Row, Unknown, WhoReport } from "./report.js";

/** All that is said of one subject. */
export interface Person {
  readonly row: Row;
  /** As people know them, with the system's words. */
  readonly who: string;
  readonly rows: readonly Row[];
}

/** The rows of each subject together, in their order; of a resource that speaks for several people, those of each. */
export function peopleIn(rows: readonly Row[]): readonly Person[] {
  const people = new Map<string, [Row, ...Row[]]>();
  for (const row of rows) {
    const key = JSON.stringify([row.urn, row.system, row.connection, row.subject, row.person]);
    const others = people.get(key);
    if (others === undefined) people.set(key, [row]);
    else others.push(row);
  }
  return [...people.values()].map((own) => ({ row: own[0], who: whoIs(own[0]), rows: own }));
}

function whoIs(row: Row): string {
  const { person, name, subject } = row;
  const words = personWords(row.urn === "" ? { ...row, name: undefined } : row);
  const isSaid = person === undefined || [name, subject].some((text) => text.toLowerCase().includes(person));
  return isSaid ? words : `${person} in ${words}`;
}

/** A grant with all that is to be said of it. */
export function grantSaid(row: Row): string {
  const { seen, drift, ended } = row;
  return grantIn(row, [
    ...(seen === "unmanaged" ? ["no resource declares it"] : []),
    ...(drift === "gained" ? [ended ? "still held" : "gained: held, but not applied"] : []),
    ...(drift === "lost" ? ["lost: applied, but not held"] : []),
  ]);
}

/** The same where signs say what has become of it. */
export function grantIn({ system, grant, through, until, ended }: Row, remarks: readonly string[] = []): string {
  const [words, wider] = grantWords(system, [grant, through ?? ""]);
  const parts = [
    ...(through === undefined ? [] : [`through ${wider}`]),
    ...(until === undefined ? [] : [`${ended ? "ended on" : "until"} ${until}`]),
    ...remarks,
  ];
  return parts.length === 0 ? `${words}` : `${words} (${parts.join("; ")})`;
}

export interface Gap {
  readonly who: string;
  readonly why: string;
}

const named = 5;

/** What is not known, each reason once, whoever it concerns. */
export function gapsIn(unknown: readonly Unknown[]): readonly Gap[] {
  const reasons = new Map<string, Set<string>>();
  for (const { system, subject, name, connection = "default", why } of unknown) {
    const who = subject === undefined ? systemTitle(system) : personWords({ name, subject, connection });
    reasons.set(why, (reasons.get(why) ?? new Set()).add(who));
  }
  return [...reasons].map(([why, who]) => ({ who: firstOf([...who], named), why }));
}

/** The answer in one sentence. */
export function headline({ stack, at, rows, nothing, unknown }: WhoReport): string {
  const people = peopleIn(rows);
  const count = (isMeant: (row: Row) => boolean) => people.filter((person) => person.rows.some(isMeant)).length;
  const parts = [
    `${counted(people.length, "subject", "subjects")} with ${counted(rows.length, "grant", "grants")}`,
    ...(nothing.length > 0 ? [`${nothing.length} with nothing`] : []),
    ...(count(({ seen }) => seen === "unmanaged") > 0
      ? [`${count(({ seen }) => seen === "unmanaged")} unmanaged`]
      : []),
    ...(count(({ drift }) => drift !== undefined) > 0 ? [`${count(({ drift }) => drift !== undefined)} drifted`] : []),
    ...(unknown.length > 0 ? ["not all is known"] : []),
  ];
  const how = at === "live" ? "live access" : "as last applied";
  return `${stack === "" ? "" : `${stack}, `}${how}: ${parts.join(", ")}`;
}
