export type Status =
  | "adoptable"
  | "not-adoptable"
  | "unreadable"
  | "failed"
  /** The stack has a resource for them. */
  | "managed"
  /** The file has a resource for them. */
  | "present"
  /** With --check: the file and live access say the same, or not; somebody is not in the file. */
  | "agrees"
  | "differs"
  | "new";

export const statuses: readonly Status[] = [
  "adoptable",
  "not-adoptable",
  "unreadable",
  "failed",
  "managed",
  "present",
  "agrees",
  "differs",
  "new",
];

export interface AdoptedSubject {
  /** What the program calls the resource; missing where it has none. */
  readonly name?: string;
  readonly system: string;
  readonly connection: string;
  /** The list in which they were found, such as `company 15`. */
  readonly scope?: string;
  /** The subject in words. */
  readonly subject: string;
  readonly person?: string;
  readonly status: Status;
  readonly grants: readonly string[];
  /** With --check: what somebody has beyond the file, and what they lack. */
  readonly gained?: readonly string[];
  readonly lost?: readonly string[];
  /** What should be looked at first. */
  readonly concerns: readonly string[];
  readonly remarks: readonly string[];
  /** Why it is not adoptable, unreadable, failed or different, and what to do. */
  readonly why?: string;
  readonly cure?: string;
}

/** What `pulumi-permissions adopt` found. */
export interface AdoptReport {
  readonly version: 1;
  readonly checkedAt: string;
  readonly mode: "adopt" | "add" | "check";
  readonly summary: Readonly<Record<Status, number>> & { readonly subjects: number };
  readonly subjects: readonly AdoptedSubject[];
  /** Who may have access all the same, and what else is to be said of the whole. */
  readonly notes: readonly string[];
}

export function reportOf(
  mode: AdoptReport["mode"],
  checkedAt: string,
  subjects: readonly AdoptedSubject[],
  notes: readonly string[],
): AdoptReport {
  const count = (status: Status) => subjects.filter((subject) => subject.status === status).length;
  const counts = Object.fromEntries(statuses.map((status) => [status, count(status)]));
  const summary = { ...zero, ...counts, subjects: subjects.length };
  return { version: 1, checkedAt, mode, summary, subjects: [...subjects].sort(byUrgency), notes };
}

const zero: Record<Status, number> = {
  adoptable: 0,
  "not-adoptable": 0,
  unreadable: 0,
  failed: 0,
  managed: 0,
  present: 0,
  agrees: 0,
  differs: 0,
  new: 0,
};

/** 1 where something failed, 2 where somebody is not adoptable or, with --check, where file and live access differ. */
export function exitStatus({ mode, summary }: AdoptReport): 0 | 1 | 2 {
  if (summary.failed > 0) return 1;
  const open = mode === "check" ? summary.differs + summary.new : summary["not-adoptable"];
  return open > 0 ? 2 : 0;
}

/** Who needs a look: the rest is only counted. */
export function notable({ subjects }: AdoptReport): readonly AdoptedSubject[] {
  return subjects.filter(
    ({ status, concerns }) =>
      ["not-adoptable", "failed", "differs", "new", "unreadable"].includes(status) ||
      (concerns.length > 0 && status === "adoptable"),
  );
}

/** First who means more than they say, then who cannot be adopted, then who failed, then who has wide access. */
function byUrgency(one: AdoptedSubject, other: AdoptedSubject): number {
  const keys = [urgency(one) - urgency(other), compare(one.system, other.system), compare(one.subject, other.subject)];
  return keys.find((key) => key !== 0) ?? 0;
}

function urgency({ status, concerns }: AdoptedSubject): number {
  if (status === "not-adoptable") return concerns.length > 0 ? 0 : 1;
  const order: readonly Status[] = ["failed", "differs", "new"];
  const index = order.indexOf(status);
  if (index >= 0) return 2 + index;
  if (concerns.length > 0) return 6;
  return status === "unreadable" ? 7 : 8;
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** The report in one sentence. */
export function headline({ mode, summary }: AdoptReport): string {
  const words: readonly (readonly [Status, string])[] = [
    ["adoptable", mode === "add" ? "added" : "adopted, and nothing changes for them"],
    ["agrees", "as the file says"],
    ["differs", "not as the file says"],
    ["new", "not in the file"],
    ["present", "in the file already"],
    ["managed", "managed by the stack already"],
    ["not-adoptable", "not adoptable, and left out"],
    ["unreadable", "cannot be read"],
    ["failed", "failed"],
  ];
  const parts = words.filter(([status]) => summary[status] > 0).map(([status, text]) => `${summary[status]} ${text}`);
  const all = summary.subjects === 1 ? "1 subject" : `${summary.subjects} subjects`;
  return parts.length === 0 ? "nobody was found" : `${all}: ${parts.join(", ")}`;
}

/** All that is said of somebody, a sentence each. */
export function wordsOf({ why, cure, concerns }: AdoptedSubject): readonly string[] {
  return [...concerns, ...(why === undefined ? [] : [why]), ...(cure === undefined ? [] : [cure])];
}
