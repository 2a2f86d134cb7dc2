import type { Covers } from "../../provider/access/access.js";
import { type End, endOf as endIn } from "../../provider/lifecycle/ends.js";

/** What a resource says of the end of its grants. */
export interface Declaration {
  /** What a state has of its arguments. */
  readonly args: Readonly<Record<string, unknown>>;
  readonly covers: Covers;
}

/** When a grant ends, if it does; nothing where a state that somebody has edited says what is no end. */
export function endOf({ args, covers }: Declaration, grant: string): End | undefined {
  const { until, timeZone } = args;
  try {
    return endIn({ ...untilIn(until), ...(typeof timeZone === "string" ? { timeZone } : {}) }, grant, covers);
  } catch {
    return undefined;
  }
}

function untilIn(until: unknown): { readonly until?: string | Readonly<Record<string, string>> } {
  if (typeof until === "string") return { until };
  if (typeof until !== "object" || until === null) return {};
  const entries = Object.entries(until).flatMap(([name, end]: [string, unknown]): [string, string][] =>
    typeof end === "string" ? [[name, end]] : [],
  );
  return { until: Object.fromEntries(entries) };
}
