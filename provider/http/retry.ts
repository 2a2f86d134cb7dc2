import type { RetryOptions } from "got" with { "resolution-mode": "import" };
import { Patience } from "./Patience.js";
import { proxyRefusedCode, proxyUnavailableCode } from "./proxy.js";
import { partOf } from "./words.js";

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
  proxyUnavailableCode,
];

/** Failures before anything was sent, that pass. */
const passingBefore = ["ECONNREFUSED", "ENOTFOUND", "ENETUNREACH", "EHOSTUNREACH", "EAI_AGAIN", proxyUnavailableCode];

/** The same, and those that do not pass. */
export const neverSent = [...passingBefore, proxyRefusedCode];

/** Refused at the door: surely not carried out. */
const refusedStatuses = [429, 403];

/** Milliseconds before the first repetition, and before any. An object so that tests need not wait. */
export const waits = { first: 250, longest: 10_000 };

/**
 * got's retry, told what to repeat. A server's Retry-After is obeyed to the second; without one the wait doubles from 0.25 s to 10 s, with jitter.
 */
export function retryRules(isRepeatable: boolean, retries: number): Partial<RetryOptions> {
  return {
    limit: retries,
    methods: ["GET", "POST", "PUT", "PATCH", "DELETE"],
    statusCodes: isRepeatable ? [...passingStatuses, 403] : refusedStatuses,
    errorCodes: isRepeatable ? passingCodes : passingBefore,
    // got would judge a date by this machine's clock, and give up where it is an hour off.
    maxRetryAfter: Number.POSITIVE_INFINITY,
    enforceRetryRules: true,
    calculateDelay: ({ attemptCount, error }) => {
      const asked = pauseIn(error.response);
      const patience = patienceIn(error.options.context);
      if (patience?.wait() !== true) return 0;
      // Forbidden for now is another thing than forbidden.
      if (error.response?.statusCode === 403 && asked === undefined) return 0;
      if (asked === undefined) return waitBefore(attemptCount);
      // A longer pause than what is left of the call: waiting would be in vain.
      if (Date.now() + asked > patience.endsAt) return 0;
      return Math.max(asked, 1);
    },
  };
}

/** What a call brings along through got. */
export function patienceIn({ patience }: Readonly<Record<string, unknown>>): Patience | undefined {
  return patience instanceof Patience ? patience : undefined;
}

/** Milliseconds before a call is sent again for the `repetition`-th time, where the server does not say how long. */
export function waitBefore(repetition: number): number {
  const wait = Math.min(waits.first * 2 ** (repetition - 1), waits.longest);
  return wait * (0.5 + Math.random() / 2);
}

interface Refusal {
  readonly headers: { readonly "retry-after"?: string | undefined; readonly date?: string | undefined };
  readonly body?: unknown;
}

/** What a refusal says of when to come back: the header, or else `retryAfter` in its JSON. */
export function pauseAskedFor({ headers, body }: Refusal): string | undefined {
  const header = headers["retry-after"];
  if (header !== undefined || typeof body !== "string" || !body.includes("retryAfter")) return header;
  try {
    const asked = partOf(JSON.parse(body), "retryAfter");
    return typeof asked === "number" || typeof asked === "string" ? String(asked) : undefined;
  } catch {
    return undefined;
  }
}

/** The same in milliseconds. */
export function pauseIn(refusal: Refusal | undefined): number | undefined {
  if (refusal === undefined) return undefined;
  return retryAfterIn({ date: refusal.headers.date, "retry-after": pauseAskedFor(refusal) });
}

/**
 * Milliseconds that a Retry-After header asks for: seconds, or a date by the server's own clock, which it shows in `Date`. Nothing where
 * it is neither.
 */
export function retryAfterIn(headers: {
  readonly "retry-after"?: string | undefined;
  readonly date?: string | undefined;
}): number | undefined {
  const asked = headers["retry-after"];
  if (asked === undefined) return undefined;
  if (/^\d+$/.test(asked.trim())) return Number(asked) * 1000;
  const clock = Date.parse(headers.date ?? "");
  const milliseconds = Date.parse(asked) - (Number.isNaN(clock) ? Date.now() : clock);
  return Number.isNaN(milliseconds) ? undefined : Math.max(milliseconds, 0);
}
