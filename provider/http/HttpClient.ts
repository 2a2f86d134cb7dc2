import type { Got, OptionsInit, Response } from "got" with { "resolution-mode": "import" };
import type { LimitFunction } from "p-limit" with { "resolution-mode": "import" };
import { apiAddress } from "./address.js";
import {
  BodyError,
  CertificateError,
  type HttpError,
  RedirectRefusedError,
  StatusError,
  TimeLimitError,
  UnreachableError,
} from "./errors.js";
import { Gate } from "./gate.js";
import { type Redact, redacted, redactor } from "./redact.js";
import { retryAfterIn, retryRules } from "./retry.js";
import { createAgents, isCertificateCode, seenFingerprint, type TlsOptions } from "./tls.js";

export interface HttpClientOptions extends TlsOptions {
  /** Address that all paths are appended to; a path prefix in it is kept. */
  readonly url: string;
  /** What an error message calls `url`, such as `hostup:url`. */
  readonly urlName: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly userAgent: string;
  /** Texts that must never leave this folder. */
  readonly secrets: readonly string[];
  /** Seconds that one attempt may take. A call with all its retries and waits ends within `timeout × (retries + 1)`. */
  readonly timeout: number;
  /** How often a call is repeated after a passing failure. */
  readonly retries: number;
  /** Calls in flight at once. */
  readonly concurrency: number;
  /** What to tell somebody whose server has a certificate that is not trusted: which settings to use. */
  readonly certificateCure: string;
}

export interface Call {
  /** For messages: what the call does, such as `Reading the permissions of HostUp contact 14059`. */
  readonly operation: string;
  readonly method: "GET" | "POST" | "PATCH";
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
  /** Statuses that are answers too, besides 2xx. */
  readonly accept?: readonly number[];
}

export interface Answer {
  readonly status: number;
  /** Parsed JSON, as it came; undefined after 204; the text of an accepted error status that is not JSON. */
  readonly body: unknown;
}

interface Tools {
  readonly got: Got;
  readonly limit: LimitFunction;
}

/**
 * Speaks HTTP with one API. Retries, waits when it is told to, limits calls in flight, verifies TLS, follows no redirect
 * to another origin, and raises only errors that hold no credential.
 */
export class HttpClient {
  readonly #options: HttpClientOptions;
  readonly #url: URL;
  #redact: Redact;
  readonly #secrets: Set<string>;
  readonly #gate = new Gate();
  #tools: Promise<Tools> | undefined;

  /** @throws AddressRefusedError */
  constructor(options: HttpClientOptions) {
    this.#options = options;
    this.#url = apiAddress(options.url, options.urlName);
    this.#secrets = new Set(options.secrets);
    this.#redact = redactor([...this.#secrets]);
  }

  /** Blanks out a text that turned out to be a credential, such as a token that the API handed out. */
  keepSecret(secret: string): void {
    this.#secrets.add(secret);
    this.#redact = redactor([...this.#secrets]);
  }

  /** @throws HttpError */
  async send(call: Call): Promise<Answer> {
    this.#tools ??= this.#load();
    const { got, limit } = await this.#tools;
    return limit(() => this.#attempt(got, call));
  }

  /**
   * Blanks out the connection's credentials in words of an answer with status 2xx, before they go into an error: some systems
   * say no with status 200 and repeat the request. The answer itself stays as it is, because parts of it are written back.
   */
  redact(text: string): string {
    return this.#redact(text);
  }

  async #attempt(got: Got, call: Call): Promise<Answer> {
    const { timeout, retries } = this.#options;
    const wholeCall = AbortSignal.timeout(Math.ceil(timeout * (retries + 1) * 1000));
    try {
      const response = await got(this.#address(call), {
        method: call.method,
        ...(call.query ? { searchParams: call.query } : {}),
        ...(call.json ? { json: call.json } : {}),
        ...(call.form === undefined ? {} : { body: call.form }),
        headers: {
          ...(call.form === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" }),
          ...call.headers,
        },
        retry: retryRules(call, retries, timeout),
        signal: wholeCall,
      } satisfies OptionsInit);
      return { status: response.statusCode, body: response.body === "" ? undefined : JSON.parse(response.body) };
    } catch (error) {
      return this.#failed(call, error, wholeCall.aborted);
    }
  }

  /** got and p-limit are ES modules: this is the one place that loads them, when the first call needs them. */
  async #load(): Promise<Tools> {
    const [{ got }, { default: pLimit }] = await Promise.all([import("got"), import("p-limit")]);
    const { timeout, concurrency, headers, userAgent } = this.#options;
    const instance = got.extend({
      agent: createAgents(this.#options, concurrency),
      headers: { accept: "application/json", ...headers, "user-agent": userAgent },
      timeout: { request: timeout * 1000 },
      responseType: "text",
      followRedirect: (response) => this.#mayFollow(response),
      hooks: {
        beforeRequest: [() => this.#gate.opened()],
        // Thrown here, a bad body goes through the same retry rules as a broken connection.
        afterResponse: [(response) => this.#heedPause(response), refuseRedirect, requireJson],
      },
    });
    return { got: instance, limit: pLimit(concurrency) };
  }

  /** A server that asks for a pause means everybody, whether or not this call is sent again. */
  #heedPause(response: Response): Response {
    const { timeout, retries } = this.#options;
    const asked = retryAfterIn(response.headers["retry-after"]);
    if ([429, 503].includes(response.statusCode) && asked !== undefined) {
      this.#gate.pause(Math.min(asked, timeout * (retries + 1) * 1000));
    }
    return response;
  }

  #address(call: Call): string {
    const base = this.#url.href.replace(/\/$/, "");
    return call.path === "" ? this.#url.href : `${base}${call.path}`;
  }

  #mayFollow(response: { headers: Record<string, unknown>; request: { options: { method: string } } }): boolean {
    if (response.request.options.method !== "GET") return false;
    const location = response.headers.location;
    if (typeof location !== "string" || !URL.canParse(location, this.#url.href)) return false;
    return new URL(location, this.#url).origin === this.#url.origin;
  }

  async #failed(call: Call, error: unknown, tooLate: boolean): Promise<Answer> {
    const { RequestError, HTTPError, TimeoutError } = await import("got");
    if (!(error instanceof RequestError)) throw error;
    const where = `${call.method} ${this.#url.host}${this.#pathOf(call)}`;
    const retried = error.request?.retryCount ?? 0;
    const attempts = retried > 0 ? ` (after ${retried + 1} attempts)` : "";
    const answered = error instanceof HTTPError || error.code === redirectCode;
    if (answered && error.response) return this.#answered(call, error.response, where, attempts);
    const late = tooLate ? "call" : error instanceof TimeoutError ? "attempt" : undefined;
    throw await this.#unanswered(call, error, where, attempts, late);
  }

  /** An answer with a status that is not 2xx. */
  #answered(call: Call, response: Response, where: string, attempts: string): Answer {
    const { statusCode: status } = response;
    const text = typeof response.body === "string" ? response.body : "";
    const body = redacted(parseOrText(text), this.#redact);
    if (call.accept?.includes(status)) return { status, body };
    if (status >= 300 && status < 400) {
      const target = this.#redact(String(response.headers.location ?? "nowhere"));
      throw new RedirectRefusedError(
        call.operation,
        `${where} answered ${status} and points to ${target}. Calls carry credentials and are sent only to the ` +
          `configured address: if the API has moved there, set ${this.#options.urlName} to it.`,
        false,
      );
    }
    const pause = this.#redact(pauseIn(response.headers["retry-after"]));
    throw new StatusError(call.operation, status, where, `${attempts}${pause}`, body, messageIn(body));
  }

  /** No answer, or none that can be used. */
  async #unanswered(
    call: Call,
    error: { code: string; message: string; cause?: unknown },
    where: string,
    attempts: string,
    late: "attempt" | "call" | undefined,
  ): Promise<HttpError> {
    const { timeout, retries, certificateCure } = this.#options;
    const code = codeOf(error);
    if (late) {
      const limit =
        late === "attempt" ? `${timeout} s for one attempt` : `${timeout * (retries + 1)} s for the whole call`;
      return new TimeLimitError(
        call.operation,
        `${where} gave no answer within ${limit}${attempts}. Raise \`timeout\` of this connection if the server is just slow.`,
        true,
      );
    }
    if (isCertificateCode(code)) {
      const seen = await seenFingerprint(this.#url);
      const fingerprint = seen
        ? ` Its SHA-256 fingerprint is ${seen}: compare it on the server itself before you trust it.`
        : "";
      return new CertificateError(
        call.operation,
        `the certificate of ${this.#url.host} cannot be trusted (${code}).${fingerprint} ${certificateCure}`,
        false,
      );
    }
    if (code === "ERR_BODY_PARSE_FAILURE") {
      return new BodyError(call.operation, `${where}: ${this.#redact(error.message)}${attempts}`, true);
    }
    return new UnreachableError(
      call.operation,
      `${where}: ${this.#redact(error.message)}${code ? ` (${code})` : ""}${attempts}. Check the connection's url and the network.`,
      !neverSent.has(code ?? ""),
    );
  }

  /** The path of a call, without what could be a credential: never a query, never what the url itself says after the host. */
  #pathOf(call: Call): string {
    return this.#redact(call.path === "" ? this.#url.pathname : call.path);
  }
}

/** Failures before anything was sent. */
const neverSent = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "ENETUNREACH"]);

function codeOf(error: { code: string; cause?: unknown }): string | undefined {
  if (error.code !== "ERR_GOT_REQUEST_ERROR") return error.code;
  const cause = error.cause;
  return typeof cause === "object" && cause !== null && "code" in cause ? String(cause.code) : undefined;
}

const redirectCode = "ERR_REDIRECT_REFUSED";

/** A redirect that is not followed counts as success with got. */
function refuseRedirect(response: Response): Response {
  if (response.statusCode < 300 || response.statusCode >= 400) return response;
  throw Object.assign(new Error("the redirect is not followed"), { code: redirectCode });
}

class NotJsonError extends Error {
  readonly code = "ERR_BODY_PARSE_FAILURE";
}

function requireJson(response: Response): Response {
  if (!response.ok || response.statusCode === 204) return response;
  const text = String(response.body);
  if (text.trim() === "") throw new NotJsonError("the answer is empty");
  try {
    JSON.parse(text);
  } catch {
    const kind = text.trimStart().startsWith("<") ? "a web page" : "not JSON, or cut off";
    throw new NotJsonError(`the answer is ${kind} (${Buffer.byteLength(text)} bytes); check that the url is the API's`);
  }
  return response;
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

/** The server's own words, where the answer has some in a usual place. */
function messageIn(body: unknown): string {
  if (typeof body !== "object" || body === null) return "";
  const words = ["message", "detail", "error"]
    .map((key) => Reflect.get(body, key))
    .find((value) => typeof value === "string" && value !== "");
  return words === undefined ? "" : `: ${String(words).slice(0, 300)}`;
}
