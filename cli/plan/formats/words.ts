import type { PlannedSubject, PlanReport } from "../report.js";

/** Who is worth a line: those for whom nothing changes are only counted, unless there is something to say of them. */
export function notable({ subjects }: PlanReport): readonly PlannedSubject[] {
  return subjects.filter(({ status, remark }) => status !== "unchanged" || remark !== undefined);
}

/** The plan in one sentence. */
export function headline({ stack, summary, subjects }: PlanReport): string {
  const loses = subjects.filter(({ revokes }) => revokes.length > 0).length;
  const gains = subjects.filter(({ grants }) => grants.length > 0).length;
  const counts = [
    [summary.losingEverything, "would lose everything"],
    [loses - summary.losingEverything, "would lose something"],
    [gains, "would gain something"],
    [summary.unknown, "cannot be known before up"],
    [summary.unobservable, "cannot be read"],
    [summary.failed, "failed"],
  ] as const;
  const parts = counts.filter(([count]) => count > 0).map(([count, words]) => `${count} ${words}`);
  const of = `${stack === "" ? "" : `${stack}: `}${summary.subjects === 1 ? "1 subject" : `${summary.subjects} subjects`}`;
  return `${of}: ${parts.length > 0 ? parts.join(", ") : "nobody's access changes"}`;
}
