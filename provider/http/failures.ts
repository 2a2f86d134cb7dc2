import type { Response } from "got" with { "resolution-mode": "import" };
import { badBodyCode, redirectCode } from "./answers.js";
import type { Answer, Call } from "./Call.js";
import {
  BodyError,
  CertificateError,
  type HttpError,
  RedirectRefusedError,
  StatusError,
  TimeLimitError,
  UnreachableError,
} from "./errors.js";
import { pauseCode } from "./gate.js";
import { mapTexts } from "./mapTexts.js";
import type { Redact } from "./redact.js";
import { neverSent, pauseAskedFor } from "./retry.js";
import { FingerprintMismatchError, isCertificateCode, seenFingerprint } from "./tls.js";
import { messageIn } from "./words.js";

/** What an explanation needs to know of the client. */
export interface Client {
  readonly url: URL;
  readonly urlName: string;
  /** The proxy that the connection's calls go through. */
  readonly proxy: URL | undefined;
  readonly proxyName: string;
  readonly redact: Redact;
  readonly timeout: number;
  readonly retries: number;
  readonly certificateCure: string;
}

/**
 * Turns what got raised into an error of this folder, or into an answer where the call accepts the status.
 *
 * @param cause why the call was ended before its time, where it was: the time for all of it is over, or nobody waits for it any more
 */
export async function explain(
  client: Client,
  call: Call,
  error: unknown,
  cause: "too late" | "given up" | undefined,
): Promise<Answer> {
  const { RequestError, HTTPError, TimeoutError } = await import("got");
  if (!(error instanceof RequestError)) throw error;
  const where = `${call.method} ${client.url.host}${pathOf(client, call)}`;
  const retried = error.request?.retryCount ?? 0;
  const attempts = retried > 0 ? ` (after ${retried + 1} attempts)` : "";
  const hasAnswer = error instanceof HTTPError || error.code === redirectCode;
  if (hasAnswer && error.response) return answered(client, call, error.response, where, attempts);
  if (cause === "given up") {
    throw new TimeLimitError(
      call.operation,
      `${where} was not sent again${attempts}, because the run was cancelled, or the time is over that customTimeouts gives it.`,
      // Others are sent again only where the attempt before surely did nothing.
      call.repeatable,
    );
  }
  const late = cause === "too late" ? "call" : error instanceof TimeoutError ? "attempt" : undefined;
  throw await unanswered(client, call, error, where, attempts, late);
}

/** An answer with a status that is not 2xx. */
function answered(client: Client, call: Call, response: Response, where: string, attempts: string): Answer {
  const { statusCode: status } = response;
  const text = typeof response.body === "string" ? response.body : "";
  const body = mapTexts(parseOrText(text), client.redact);
  if (call.accept?.includes(status)) return { status, body };
  if (status >= 300 && status < 400) {
    const target = client.redact(String(response.headers.location ?? "nowhere"));
    throw new RedirectRefusedError(
      call.operation,
      `${where} answered ${status} and points to ${target}. Calls carry credentials and are sent only to the ` +
        `configured address: if the API has moved there, set ${client.urlName} to it.`,
      false,
    );
  }
  const asked = pauseAskedFor(response);
  const pause = client.redact(pauseIn(asked));
  const isRateLimit = status === 429 || (status === 403 && asked !== undefined);
  const cure = isRateLimit ? undefined : call.cure?.(status, body);
  throw new StatusError(call.operation, status, where, `${attempts}${pause}`, body, messageIn(body), {
    isRateLimit,
    ...(cure === undefined ? {} : { cure }),
  });
}

/** No answer, or none that can be used. */
async function unanswered(
  client: Client,
  call: Call,
  error: { code: string; message: string; cause?: unknown },
  where: string,
  attempts: string,
  late: "attempt" | "call" | undefined,
): Promise<HttpError> {
  const { timeout, retries, proxy, proxyName, certificateCure } = client;
  const code = codeOf(error);
  if (late) {
    const limit =
      late === "attempt"
        ? `${timeout} s for one attempt`
        : `${Number((timeout * (retries + 1)).toPrecision(6))} s for the whole call`;
    return new TimeLimitError(
      call.operation,
      `${where} gave no answer within ${limit}${attempts}. Raise \`timeout\` of this connection if the server is just slow.`,
      true,
    );
  }
  if (code === pauseCode) {
    return new TimeLimitError(
      call.operation,
      `${client.url.host} ${error.message}, longer than this call may${attempts}. Run it again after that, or raise \`timeout\`.`,
      // Others are sent again only where the attempt before surely did nothing.
      call.repeatable && attempts !== "",
    );
  }
  if (isCertificateCode(code)) {
    // Through a proxy the server cannot be asked without sending it something.
    const seen = proxy === undefined ? await seenFingerprint(client.url) : fingerprintIn(error);
    const fingerprint = seen
      ? ` Its SHA-256 fingerprint is ${seen}: compare it on the server itself before you trust it.`
      : "";
    return new CertificateError(
      call.operation,
      `the certificate of ${client.url.host} cannot be trusted (${code}).${fingerprint} ${certificateCure}`,
      false,
    );
  }
  if (code === badBodyCode) {
    return new BodyError(call.operation, `${where}: ${client.redact(error.message)}${attempts}`, true);
  }
  const suspects = proxy === undefined ? "" : `the proxy ${proxy.host} (${proxyName}, HTTPS_PROXY and NO_PROXY), `;
  return new UnreachableError(
    call.operation,
    `${where}: ${client.redact(error.message)}${code ? ` (${code})` : ""}${attempts}. Check ${suspects}the connection's url and the network.`,
    !neverSent.includes(code ?? ""),
  );
}

/** The whole path that was called; never a query, which could hold a credential. */
function pathOf(client: Client, call: Call): string {
  return client.redact(call.path === "" ? client.url.pathname : client.url.pathname.replace(/\/$/, "") + call.path);
}

function codeOf(error: { code: string; cause?: unknown }): string | undefined {
  if (error.code !== "ERR_GOT_REQUEST_ERROR") return error.code;
  const cause = error.cause;
  return typeof cause === "object" && cause !== null && "code" in cause ? String(cause.code) : undefined;
}

/** What a pinned server has shown instead. */
function fingerprintIn({ cause }: { readonly cause?: unknown }): string | undefined {
  return cause instanceof FingerprintMismatchError ? cause.seen : undefined;
}

function parseOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** How long the server wants not to be asked again. */
function pauseIn(retryAfter: string | undefined): string {
  if (!retryAfter) return "";
  return /^\d+$/.test(retryAfter) ? `; it asks to wait ${retryAfter} s` : `; it asks to wait until ${retryAfter}`;
}
