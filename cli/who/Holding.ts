import type { Owner } from "../drift/deployment.js";
import type { Row, Unknown } from "./report.js";

export interface Held extends Pick<Row, "seen" | "drift"> {
  readonly grant: string;
}

/** Somebody and all that they hold, before anything was asked. */
export interface Holding extends Pick<Row, "name" | "urn" | "system" | "connection" | "subject"> {
  /** What the provider text loads; nothing for somebody unmanaged. */
  readonly kind: string | undefined;
  readonly owners: readonly Owner[];
  /** Everything by which they can be asked for. */
  readonly texts: readonly string[];
  readonly grants: readonly Held[];
  /** What the state has of the resource. */
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** What is not known, and whether somebody should have been able to know it. */
export interface Unread {
  readonly told: Unknown;
  /** By what its subject can be asked for; nothing where it concerns a whole system. */
  readonly texts: readonly string[] | undefined;
  readonly owners: readonly Owner[];
  /** Whether it was asked for, and was not read. */
  readonly isFailure: boolean;
}

export interface Found {
  readonly holdings: readonly Holding[];
  readonly unread: readonly Unread[];
}
