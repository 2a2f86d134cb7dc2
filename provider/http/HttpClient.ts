import type { Agent } from "node:http";
import type { Agent as SecureAgent } from "node:https";
import type { Got, OptionsInit, Response } from "got" with { "resolution-mode": "import" };
import type { LimitFunction } from "p-limit" with { "resolution-mode": "import" };
import { apiAddress } from "./address.js";
import { jsonOf, refuseRedirect, requireJson } from "./answers.js";
import type { Answer, Call } from "./Call.js";
import { CredentialRefusedError, type FixedCredential, StatusError, UnreachableError } from "./errors.js";
import { explain } from "./failures.js";
import { Gate } from "./gate.js";
import { Patience } from "./Patience.js";
import { proxyFor, secretsOf, tunnelAgent } from "./proxy.js";
import { type Redact, redactor } from "./redact.js";
import { patienceIn, pauseIn, retryRules } from "./retry.js";
import { agentOptions, createAgents, type TlsOptions } from "./tls.js";

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
  /** Address of the proxy, or "none"; by default what the environment says. */
  readonly proxy?: string | undefined;
  /** What an error message calls `proxy`, such as `hostup:proxy`. */
  readonly proxyName: string;
  /** Which setting the headers carry, where there is no other credential. */
  readonly credential?: FixedCredential | undefined;
  /** What to tell somebody whose server has a certificate that is not trusted: which settings to use. */
  readonly certificateCure: string;
}

interface Tools {
  /** For calls that may be sent again after any failure that passes. */
  readonly again: Got;
  /** For those that are sent again only where they surely did nothing. */
  readonly once: Got;
  readonly limit: LimitFunction;
}

/**
 * Speaks HTTP with one API. Retries, waits when it is told to, limits calls in flight, verifies TLS, follows no redirect
 * to another origin, and raises only errors that hold no credential.
 */
export class HttpClient {
  readonly #options: HttpClientOptions;
  readonly #url: URL;
  /** Made when it is needed first: most calls succeed, and have nothing to blank out. */
  #redactor: Redact | undefined;
  readonly #secrets: Set<string>;
  readonly #gate = new Gate();
  /** Settings that the server does not know, with the error that says so: what is refused once is refused always. */
  readonly #refused = new Map<string, CredentialRefusedError>();
  #tools: Promise<Tools> | undefined;
  /** Which one is known with the first call. */
  #proxy: URL | undefined;

  /** @throws AddressRefusedError */
  constructor(options: HttpClientOptions) {
    this.#options = options;
    this.#url = apiAddress(options.url, options.urlName);
    this.#secrets = new Set(options.secrets);
  }

  /** Base address of the API; it holds no credential. */
  get address(): string {
    return this.#url.href.replace(/\/$/, "");
  }

  /** Blanks out a text that turned out to be a credential, such as a token that the API handed out. */
  keepSecret(secret: string): void {
    if (this.#secrets.has(secret)) return;
    this.#secrets.add(secret);
    this.#redactor = undefined;
  }

  /** @throws HttpError */
  async send(call: Call): Promise<Answer> {
    this.#tools ??= this.#load();
    const tools = await this.#tools.catch((error: Error) => {
      const cure = `Correct that, or set ${this.#options.proxyName}.`;
      throw new UnreachableError(call.operation, `${error.message}. ${cure}`, false);
    });
    return tools.limit(async () => {
      const credential = call.credential ?? this.#options.credential;
      const refused = credential && this.#refused.get(credential.setting);
      if (refused) throw refused;
      return this.#attempt(tools, call).catch((error: unknown) => {
        if (!credential || !(error instanceof StatusError) || error.status !== 401) throw error;
        const refusal = new CredentialRefusedError(this.#url.host, credential);
        this.#refused.set(credential.setting, refusal);
        throw refusal;
      });
    });
  }

  /**
   * Blanks out the connection's credentials in words of an answer with status 2xx, before they go into an error: some systems
   * say no with status 200 and repeat the request. The answer itself stays as it is, because parts of it are written back.
   */
  readonly redact: Redact = (text) => {
    this.#redactor ??= redactor([...this.#secrets]);
    return this.#redactor(text);
  };

  async #attempt({ again, once }: Tools, call: Call): Promise<Answer> {
    const { timeout, retries } = this.#options;
    const patience = new Patience(Math.ceil(timeout * (retries + 1) * 1000));
    const headers =
      call.form === undefined ? call.headers : { "content-type": "application/x-www-form-urlencoded", ...call.headers };
    try {
      // Every option is judged and copied for every call: only what differs is said here.
      const request = (call.repeatable ? again : once)(this.#address(call), {
        method: call.method,
        ...(call.query ? { searchParams: call.query } : {}),
        ...(call.json ? { json: call.json } : {}),
        ...(call.form === undefined ? {} : { body: call.form }),
        ...(headers === undefined ? {} : { headers }),
        context: { patience },
      } satisfies OptionsInit);
      patience.endsBy(() => request.cancel());
      const response = await request;
      return { status: response.statusCode, body: jsonOf(response) };
    } catch (error) {
      return explain(this.#client(), call, error, patience.cause);
    } finally {
      patience.end();
    }
  }

  /** got and p-limit are ES modules: this is the one place that loads them, when the first call needs them. */
  async #load(): Promise<Tools> {
    const [{ got }, { default: pLimit }] = await Promise.all([import("got"), import("p-limit")]);
    const { timeout, retries, concurrency, headers, userAgent } = this.#options;
    const instance = got.extend({
      agent: await this.#agents(),
      headers: { accept: "application/json", ...headers, "user-agent": userAgent },
      timeout: { request: timeout * 1000 },
      responseType: "text",
      followRedirect: (response) => this.#mayFollow(response),
      hooks: {
        beforeRequest: [({ context }) => this.#passGate(context)],
        afterResponse: [(response) => this.#heedPause(response), refuseRedirect, requireJson],
      },
    });
    const retrying = (isRepeatable: boolean) => instance.extend({ retry: retryRules(isRepeatable, retries) });
    return { again: retrying(true), once: retrying(false), limit: pLimit(concurrency) };
  }

  async #agents(): Promise<{ http: Agent; https: SecureAgent }> {
    const { timeout, concurrency, proxy: setting } = this.#options;
    const direct = createAgents(this.#options, concurrency, timeout);
    const proxy = await proxyFor(this.#url, setting);
    if (proxy === undefined) return direct;
    this.#proxy = proxy;
    for (const secret of secretsOf(proxy)) this.keepSecret(secret);
    // Plain http is for this machine only, which no proxy is asked for.
    return { ...direct, https: await tunnelAgent(proxy, this.#options, agentOptions(concurrency), timeout) };
  }

  async #passGate(context: Readonly<Record<string, unknown>>): Promise<void> {
    const patience = patienceIn(context);
    if (patience === undefined) return;
    patience.wait();
    await this.#gate.opened(patience);
    patience.send();
  }

  /** A server that asks for a pause means everybody, whether or not this call is sent again. */
  #heedPause(response: Response): Response {
    if (![403, 429, 503].includes(response.statusCode)) return response;
    const asked = pauseIn(response);
    if (asked !== undefined) this.#gate.pause(asked);
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

  #client() {
    const { urlName, proxyName, timeout, retries, certificateCure } = this.#options;
    const { redact } = this;
    return { url: this.#url, urlName, proxy: this.#proxy, proxyName, redact, timeout, retries, certificateCure };
  }
}
