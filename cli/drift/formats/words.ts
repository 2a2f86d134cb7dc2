import type { Report, ReportedResource, Status } from "../report.js";

/** What reports call a status, in the order in which they tell of it. */
export const statusWords: Readonly<Record<Status, string>> = {
  failed: "failed",
  drifted: "drifted",
  gone: "gone",
  unobservable: "unobservable",
  "in-sync": "in sync",
};

/** What asks for attention, worst first; what is in sync is only counted, unless a correction made it so. */
export function notable({ resources }: Report): readonly ReportedResource[] {
  const order = Object.keys(statusWords);
  const rank = ({ status }: ReportedResource) => order.indexOf(status);
  return resources
    .filter(({ status, corrected }) => status !== "in-sync" || corrected !== undefined)
    .sort((left, right) => rank(left) - rank(right));
}

/** The report in one sentence. */
export function headline({ stack, summary, unmanaged }: Report): string {
  const counts = [
    [summary.failed, "failed"],
    [summary.drifted, "drifted"],
    [summary.gone, "gone"],
    [summary.unobservable, "unobservable"],
    [summary.inSync, "in sync"],
    [unmanaged.length, "unmanaged"],
  ] as const;
  const parts = counts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  const resources = summary.resources === 1 ? "1 resource" : `${summary.resources} resources`;
  return `${stack === "" ? "" : `${stack}: `}${resources}${parts.length > 0 ? `: ${parts.join(", ")}` : ""}`;
}

/** Names the connection where it is not the usual one. */
export function subjectWords({ subject, connection }: Pick<ReportedResource, "subject" | "connection">): string {
  return connection === "default" ? subject : `${subject} (connection ${connection})`;
}
