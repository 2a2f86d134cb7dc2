import { once } from "node:events";
import * as http from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";

/** An HTTP proxy on a free port of this machine. Whatever name it is asked for, its tunnels lead to one port of this machine. */
export class ProxyServer {
  /** What it was asked to open, such as `api.example.test:443`. */
  readonly asked: string[] = [];
  readonly authorizations: (string | undefined)[] = [];
  /** What it answers in place of opening a tunnel; never, with `"hang"`. */
  answer: string | "hang" | undefined;
  readonly sockets = new Set<Duplex>();
  readonly #server = http.createServer((_request, response) => void response.writeHead(400).end());

  private constructor(target: number) {
    this.#server.on("connection", (socket: Socket) => {
      this.sockets.add(socket);
      socket.once("close", () => this.sockets.delete(socket));
    });
    this.#server.on("connect", (request, client: Duplex) => {
      this.asked.push(request.url ?? "");
      this.authorizations.push(request.headers["proxy-authorization"]);
      client.on("error", () => undefined);
      if (this.answer === "hang") {
        // It may be half open otherwise, when the other side has gone.
        client.once("end", () => client.destroy()).resume();
        return;
      }
      if (this.answer !== undefined) {
        client.end(this.answer);
        return;
      }
      const server = connect(target, "127.0.0.1", () => {
        client.write("HTTP/1.1 200 Connection established\r\n\r\n");
        server.pipe(client).pipe(server);
      });
      server.on("error", () => client.destroy());
      client.once("close", () => server.destroy());
    });
  }

  /** @param target where its tunnels lead */
  static async start(target: number): Promise<ProxyServer> {
    const proxy = new ProxyServer(target);
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.sockets) socket.destroy();
    this.#server.closeAllConnections();
    await closed;
  }
}
