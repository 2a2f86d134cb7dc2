import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { text } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { json, wrongAnswer } from "./answers.js";
import type { Fault, SentAnswer } from "./faults.js";
import type { LoggedRequest } from "./requestLog.js";
import type { SandboxCore } from "./SandboxCore.js";

/** A request as an emulated API sees it. */
export interface ApiRequest {
  readonly method: string;
  /** Path with query. */
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  /** What stands in the path where the route has a name with a colon. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export type Handler = (request: ApiRequest) => SentAnswer;

/** What the log says of a body; `call` tells calls apart that share one path, for faults too. */
export interface Described {
  readonly body: unknown;
  readonly reads: boolean;
  readonly call: string;
}

export interface EmulatedServerOptions {
  /** PEM; with it the server speaks HTTPS. */
  readonly tls?: { readonly key: string; readonly cert: string };
  readonly describe?: (request: ApiRequest) => Described;
  /** How a form is read; without it only JSON is. */
  readonly readForm?: (body: string) => unknown;
}

interface Route {
  readonly method: string;
  readonly path: RegExp;
  readonly handler: Handler;
}

/** A server for one system that logs its requests and lets faults happen to them. */
export class EmulatedServer {
  readonly #system: string;
  readonly #core: SandboxCore;
  readonly #options: EmulatedServerOptions;
  readonly #server: Server;
  readonly #routes: Route[] = [];
  #guard: (request: ApiRequest) => SentAnswer | undefined = () => undefined;

  constructor(system: string, core: SandboxCore, options: EmulatedServerOptions = {}) {
    this.#system = system;
    this.#core = core;
    this.#options = options;
    const serve = (request: IncomingMessage, response: ServerResponse) =>
      void this.#serve(request, response).catch((error: unknown) => {
        send(response, json(500, { message: error instanceof Error ? error.message : String(error) }));
      });
    this.#server = options.tls ? createTlsServer(options.tls, serve) : createServer(serve);
    // A socket that the server closes while the client is about to use it again would look like a fault.
    this.#server.keepAliveTimeout = 72_000;
  }

  /** @param path with a colon before what differs, such as `/contacts/:contactId` */
  route(method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE", path: string, handler: Handler): void {
    const pattern = path.replaceAll(/:(\w+)/g, "(?<$1>[^/]+)");
    this.#routes.push({ method, path: new RegExp(`^${pattern}$`), handler });
  }

  /** Whom the API refuses, whatever they ask for. */
  guard(refusal: (request: ApiRequest) => SentAnswer | undefined): void {
    this.#guard = refusal;
  }

  /** Returns the address. */
  async listen(port: number): Promise<string> {
    await new Promise<void>((done, failed) => {
      this.#server.once("error", failed).listen(port, "127.0.0.1", done);
    });
    const address = this.#server.address();
    const scheme = this.#options.tls ? "https" : "http";
    return `${scheme}://127.0.0.1:${typeof address === "object" && address !== null ? address.port : port}`;
  }

  async close(): Promise<void> {
    const closed = new Promise((done) => this.#server.close(done));
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "GET", url = "/", headers } = incoming;
    const entry: LoggedRequest = {
      system: this.#system,
      method,
      path: url,
      userAgent: headers["user-agent"] ?? "",
      call: "",
      reads: method === "GET",
      body: undefined,
      status: undefined,
    };
    this.#core.log.add(entry);
    response.once("finish", () => {
      entry.status = response.statusCode;
    });
    if (this.#core.latency > 0) await setTimeout(this.#core.latency);
    const sent = await text(incoming).catch(() => undefined);
    // Whoever hung up gets no answer.
    if (sent === undefined) return;
    const body = this.#understood(headers["content-type"] ?? "", sent);
    if ("answer" in body) {
      send(response, body.answer);
      return;
    }
    const { pathname, searchParams } = new URL(url, "http://127.0.0.1");
    const request = { method, url, headers, params: {}, query: Object.fromEntries(searchParams), body: body.value };
    const { describe = plainly } = this.#options;
    Object.assign(entry, describe(request));
    const { faults, lateReads } = this.#core;
    const fault = faults.take(entry);
    const late = fault === undefined && entry.reads ? lateReads.take(keyOf(entry)) : undefined;
    if (late !== undefined) return send(response, { ...json(late.status, ""), text: late.text });
    if (fault === undefined) send(response, this.#remembered(entry, this.#answer(request, pathname)));
    else if (fault.afterEffect || fault.kind === "truncate" || fault.kind === "rewrite") {
      spoil(fault, incoming, response, this.#remembered(entry, this.#answer(request, pathname)));
    } else goWrong(fault, incoming, response);
  }

  /** What a later read may still show for a while. */
  #remembered(entry: LoggedRequest, answer: SentAnswer): SentAnswer {
    if (answer.status >= 300) return answer;
    if (entry.reads) this.#core.lateReads.showed(keyOf(entry), answer.status, answer.text);
    else this.#core.lateReads.wrote(this.#system);
    return answer;
  }

  #understood(type: string, sent: string): { readonly value: unknown } | { readonly answer: SentAnswer } {
    if (sent === "") return { value: undefined };
    if (type.startsWith("application/x-www-form-urlencoded") && this.#options.readForm) {
      return { value: this.#options.readForm(sent) };
    }
    if (!type.startsWith("application/json"))
      return { answer: json(415, { message: `Unsupported Media Type: ${type}` }) };
    try {
      return { value: JSON.parse(sent) };
    } catch {
      return { answer: json(400, { message: "Body is not valid JSON" }) };
    }
  }

  #answer(request: ApiRequest, pathname: string): SentAnswer {
    const refusal = this.#guard(request);
    if (refusal !== undefined) return refusal;
    for (const { method, path, handler } of this.#routes) {
      const found = method === request.method ? path.exec(pathname) : null;
      if (found === null) continue;
      const params = Object.entries(found.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]);
      return handler({ ...request, params: Object.fromEntries(params) });
    }
    return json(404, { message: `Route ${request.method}:${request.url} not found` });
  }
}

function keyOf({ system, method, path, body }: LoggedRequest): string {
  return `${system} ${method} ${path} ${JSON.stringify(body)}`;
}

function plainly({ body, method }: ApiRequest): Described {
  return { body, reads: method === "GET", call: "" };
}

function send(response: ServerResponse, { status, headers, text: body }: SentAnswer): void {
  response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) }).end(body);
}

/** A fault before the request has any effect. */
function goWrong(fault: Fault, { socket }: IncomingMessage, response: ServerResponse): void {
  const cut = () => void socket.destroy();
  if (fault.kind === "reset") cut();
  else if (fault.kind === "hang") fault.until?.then(cut, cut);
  else send(response, wrongAnswer(fault));
}

/** A fault after the effect: the true answer is replaced. */
function spoil(fault: Fault, incoming: IncomingMessage, response: ServerResponse, answer: SentAnswer): void {
  switch (fault.kind) {
    case "reset":
    case "hang":
      goWrong(fault, incoming, response);
      break;
    case "truncate": {
      const half = answer.text.slice(0, Math.floor(answer.text.length / 2));
      response.writeHead(answer.status, { ...answer.headers, "content-length": Buffer.byteLength(answer.text) });
      response.write(half, () => incoming.socket.destroy());
      break;
    }
    default:
      send(response, fault.rewrite?.(answer) ?? wrongAnswer(fault));
  }
}
