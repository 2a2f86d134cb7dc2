import type { Faults } from "./faults.js";
import type { LateReads } from "./LateReads.js";
import type { RequestLog } from "./requestLog.js";

/** What all emulated systems share. */
export interface SandboxCore {
  readonly faults: Faults;
  readonly log: RequestLog;
  readonly lateReads: LateReads;
  /** Milliseconds that every answer takes. */
  readonly latency: number;
}
