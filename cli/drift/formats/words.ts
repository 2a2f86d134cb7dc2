import { systemTitle } from "../../report/words.js";
import type { Report, ReportedResource, Status, Unmanaged } from "../report.js";

/** What reports call a status, in the order in which they tell of it: what needs a look comes first. */
export const statusWords: Readonly<Record<Status, string>> = {
  drifted: "drifted",
  gone: "gone",
  failed: "failed",
  unobservable: "unobservable",
  "in-sync": "in sync",
};

/** What asks for attention; what is in sync is only counted, unless a correction made it so. */
export function notable({ resources }: Report): readonly ReportedResource[] {
  return resources
    .filter(({ status, corrected }) => status !== "in-sync" || corrected !== undefined)
    .sort((left, right) => rank(left) - rank(right));
}

/** The place of a resource among the others: lower comes first. */
export function rank({ status }: Pick<ReportedResource, "status">): number {
  return Object.keys(statusWords).indexOf(status);
}

/** The report in one sentence. */
export function headline({ stack, summary, unmanaged }: Report): string {
  const counts = [
    [summary.drifted, "drifted"],
    [summary.gone, "gone"],
    [summary.failed, "failed"],
    [summary.unobservable, "unobservable"],
    [summary.inSync, "in sync"],
    [unmanaged.length, "unmanaged"],
    [summary.corrected, "corrected"],
  ] as const;
  const parts = counts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  const resources = summary.resources === 1 ? "1 resource" : `${summary.resources} resources`;
  return `${stack === "" ? "" : `${stack}: `}${resources}${parts.length > 0 ? `: ${parts.join(", ")}` : ""}`;
}

/** How many people of one list a report for people names. */
const atMost = 20;

/** Those whom a text names, and how many more each list has; JSON and HTML have all. */
export function named(unmanaged: readonly Unmanaged[]): {
  readonly people: readonly Unmanaged[];
  readonly rest: readonly { readonly where: string; readonly count: number }[];
} {
  const lists = new Map<string, Unmanaged[]>();
  for (const person of unmanaged) {
    const { system, connection, scope } = person;
    const where = `${systemTitle(system)} ${scope}${connection === "default" ? "" : ` (connection ${connection})`}`;
    lists.set(where, [...(lists.get(where) ?? []), person]);
  }
  return {
    people: [...lists.values()].flatMap((people) => people.slice(0, atMost)),
    rest: [...lists].flatMap(([where, people]) =>
      people.length > atMost ? [{ where, count: people.length - atMost }] : [],
    ),
  };
}
