import type { RetryOptions } from "got" with { "resolution-mode": "import" };
import type { Call } from "./Call.js";

/** Failures that pass, and after which it does not matter whether the call was carried out. */
const passingStatuses = [408, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524];
const passingCodes = [
  "ETIMEDOUT",
  "ECONNRESET",
  "ECONNABORTED",
  "ECONNREFUSED",
  "EPIPE",
  "ENOTFOUND",
  "ENETUNREACH",
  "EHOSTUNREACH",
  "EAI_AGAIN",
  "ERR_STREAM_PREMATURE_CLOSE",
  "ERR_READING_RESPONSE_STREAM",
  "ERR_HTTP_CONTENT_LENGTH_MISMATCH",
  "ERR_BODY_PARSE_FAILURE",
];

/** Failures before anything was sent. */
export const neverSent = ["ECONNREFUSED", "ENOTFOUND", "ENETUNREACH", "EHOSTUNREACH", "EAI_AGAIN"];

/** Refused at the door: surely not carried out. */
const refusedStatuses = [429];

/** Milliseconds before the first repetition, and before any. An object so that tests need not wait. */
export const waits = { first: 250, longest: 10_000 };

/**
 * got's retry, told what to repeat. A server's Retry-After is obeyed to the second; without one the wait doubles from 0.25 s to 10 s, with jitter.
 */
export function retryRules(
  call: Pick<Call, "method" | "repeatable">,
  retries: number,
  timeout: number,
): Partial<RetryOptions> {
  return {
    limit: retries,
    methods: [call.method],
    statusCodes: call.repeatable ? passingStatuses : refusedStatuses,
    errorCodes: call.repeatable ? passingCodes : neverSent,
    // A server that asks for a longer pause than the call may last ends the call at once.
    maxRetryAfter: timeout * (retries + 1) * 1000,
    enforceRetryRules: true,
    calculateDelay: ({ attemptCount, retryAfter, error }) => {
      // got makes NaN of a Retry-After that is neither a number nor a date.
      if (retryAfter !== undefined && !Number.isNaN(retryAfter)) {
        // What is left of the call may be less than all of it: waiting would be in vain.
        if (Date.now() + retryAfter > Number(error.options.context.endsAt)) return 0;
        return Math.max(retryAfter, 1);
      }
      return waitBefore(attemptCount);
    },
  };
}

/** Milliseconds before a call is sent again for the `repetition`-th time, where the server does not say how long. */
export function waitBefore(repetition: number): number {
  const wait = Math.min(waits.first * 2 ** (repetition - 1), waits.longest);
  return wait * (0.5 + Math.random() / 2);
}

/** Milliseconds that a Retry-After header asks for: seconds, or a date. Nothing where it is neither. */
export function retryAfterIn(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const milliseconds = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(milliseconds) ? undefined : Math.max(milliseconds, 0);
}
