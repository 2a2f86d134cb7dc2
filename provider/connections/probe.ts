import { messageOf } from "../errors.js";
import { CertificateError, TimeLimitError, UnreachableError } from "../http/errors.js";

/** One thing that was tried on a connection. */
export interface Finding {
  /** What was tried, such as "list administrators". */
  readonly what: string;
  /**
   * - `ok`: it works
   * - `limited`: it does not, and something can be done without it
   * - `failed`: the connection is of no use like this
   */
  readonly state: "ok" | "limited" | "failed";
  /** What follows from it, or what went wrong and what to do. */
  readonly words: string;
  /** Nothing answers there, or nothing that can be trusted: whatever else is tried will fail of the same cause. */
  readonly isSilent?: true;
}

/** What is lost where a thing does not work and the connection is of use all the same. */
export interface Limit {
  readonly words: string;
  /** Whether an error means no more than that. */
  readonly isMeant: (error: unknown) => boolean;
}

/** Tries something harmless. What it returns is what works then. */
export async function tried(what: string, run: () => Promise<string>, limit?: Limit): Promise<Finding> {
  try {
    return { what, state: "ok", words: await run() };
  } catch (error) {
    const words = messageOf(error);
    const isSilent = [UnreachableError, TimeLimitError, CertificateError].some((kind) => error instanceof kind);
    if (isSilent) return { what, state: "failed", words: `no usable answer: ${words}`, isSilent };
    if (limit?.isMeant(error)) return { what, state: "limited", words: `${limit.words} (${words})` };
    return { what, state: "failed", words };
  }
}
