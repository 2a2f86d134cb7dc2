import { once } from "node:events";
import * as http from "node:http";
import * as https from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { createSecureContext, type SecureContext } from "node:tls";
import type { Call } from "../../provider/http/Call.js";
import { HttpClient, type HttpClientOptions } from "../../provider/http/HttpClient.js";
import type { Certificate } from "./tlsServer.js";

export interface Arrived {
  readonly method: string;
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

export type Answering = (arrived: Arrived, response: http.ServerResponse, index: number) => void;

/** An HTTP server on a free port of this machine that does what the test says and remembers what reached it. */
export class TestServer {
  readonly arrived: Arrived[] = [];
  /** Sockets that were opened to it. */
  readonly sockets: Socket[] = [];
  answer: Answering = (_arrived, response) => json(response, { ok: true });
  readonly #server: http.Server;

  private constructor(certificate?: Certificate, named?: Certificate) {
    const listener: http.RequestListener = (request, response) => void this.#take(request, response);
    const byName = named && { SNICallback: showing(named) };
    this.#server = certificate
      ? https.createServer({ ...certificate, ...byName }, listener)
      : http.createServer(listener);
    this.#server.on("connection", (socket: Socket) => void this.sockets.push(socket));
  }

  /** @param named is shown in place of `certificate` to whoever asks for the server by a name */
  static async start(certificate?: Certificate, port = 0, named?: Certificate): Promise<TestServer> {
    const server = new TestServer(certificate, named);
    server.#server.listen(port, "127.0.0.1");
    // Rejects where the port is taken.
    await once(server.#server, "listening");
    return server;
  }

  get url(): string {
    const scheme = this.#server instanceof https.Server ? "https" : "http";
    return `${scheme}://127.0.0.1:${this.port}`;
  }

  get connections(): number {
    return this.sockets.length;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Answers the first requests with these, and all later ones with success. */
  script(...steps: readonly Answering[]): void {
    this.answer = (arrived, response, index) => {
      const step = steps[index];
      if (step) step(arrived, response, index);
      else json(response, { ok: true });
    };
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  async #take(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const index = this.arrived.length;
    const entry = { method: request.method ?? "", path: request.url ?? "", headers: request.headers, body: "" };
    this.arrived.push(entry);
    request.setEncoding("utf8").on("error", () => undefined);
    try {
      for await (const chunk of request) entry.body += chunk;
    } catch {
      return;
    }
    this.answer(entry, response, index);
  }
}

function showing(certificate: Certificate) {
  const context = createSecureContext(certificate);
  return (_name: string, done: (error: null, context: SecureContext) => void) => done(null, context);
}

/** A test with a server of its own, so that tests which wait can do so side by side. */
export const withServer =
  <Given extends readonly unknown[]>(test: (server: TestServer, ...given: Given) => Promise<void>) =>
  async (...given: Given): Promise<void> => {
    const server = await TestServer.start();
    try {
      await test(server, ...given);
    } finally {
      await server.close();
    }
  };

export function json(
  response: http.ServerResponse,
  body: unknown,
  status = 200,
  headers: http.OutgoingHttpHeaders = {},
) {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}

export const status =
  (code: number, headers: http.OutgoingHttpHeaders = {}): Answering =>
  (_arrived, response) =>
    json(response, { message: `status ${code}` }, code, headers);

export const reset: Answering = (_arrived, response) => void response.socket?.destroy();

export const hang: Answering = () => undefined;

export const text =
  (body: string): Answering =>
  (_arrived, response) => {
    response.writeHead(200, { "content-type": "text/html" });
    response.end(body);
  };

/** Announces more than it sends, then cuts the connection. */
export const truncate: Answering = (_arrived, response) => {
  response.writeHead(200, { "content-type": "application/json", "content-length": 100 });
  response.write('{"ok":', () => response.socket?.destroy());
};

export function clientFor(server: { readonly url: string }, options: Partial<HttpClientOptions> = {}): HttpClient {
  return new HttpClient({
    url: server.url,
    urlName: "fake:url",
    proxyName: "fake:proxy",
    headers: {},
    userAgent: "pulumi-permissions/test",
    secrets: [],
    timeout: 5,
    retries: 2,
    concurrency: 8,
    certificateCure: "Set fake:fingerprint to that value if it is right.",
    ...options,
  });
}

export const get: Call = { operation: "Reading the thing", method: "GET", path: "/thing", repeatable: true };
export const post: Call = { ...get, operation: "Making the thing", method: "POST", json: { a: 1 }, repeatable: false };
