import type { FixedCredential } from "./errors.js";

export interface Call {
  /** For messages: what the call does, such as `Reading the permissions of HostUp contact 14059`. */
  readonly operation: string;
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Appended to the client's url. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly json?: object;
  /** An encoded form. */
  readonly form?: string;
  /** Besides those of the client. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether sending it twice does no more than sending it once. Others are repeated only where the first did surely nothing. */
  readonly repeatable: boolean;
  /** What it identifies itself by, besides the client's own. */
  readonly credential?: FixedCredential;
  /** Statuses that are answers too, besides 2xx. */
  readonly accept?: readonly number[];
  /** What to do after another status, where this call knows better than the general advice: a sentence, or nothing. */
  readonly cure?: (status: number, body: unknown) => string | undefined;
}

export interface Answer {
  readonly status: number;
  /** Parsed JSON, as it came; undefined after 204; the text of an accepted error status that is not JSON. */
  readonly body: unknown;
}
