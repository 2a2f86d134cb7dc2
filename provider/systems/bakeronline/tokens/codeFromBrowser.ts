import { timingSafeEqual } from "node:crypto";
import { createServer, type RequestListener, type Server } from "node:http";
import { z } from "zod";
import { SystemRefusedError } from "../../../errors.js";

const patience = 300_000;

/**
 * Waits on this machine for the browser to bring the code. The documented return address is `http://localhost:PORT`, and a browser takes
 * either of the two addresses that this means.
 *
 * @throws SystemRefusedError
 */
export async function codeFromBrowser(
  operation: string,
  port: number,
  state: string,
  begin: (redirectUri: string) => Promise<void>,
): Promise<{ readonly code: string; readonly redirectUri: string }> {
  const servers = await onBothAddresses(port);
  const address = servers[0]?.address();
  const redirectUri = `http://localhost:${typeof address === "object" && address !== null ? address.port : port}`;
  try {
    const arrived = new Promise<string>((came, reject) => {
      const timer = setTimeout(
        () => reject(new SystemRefusedError(operation, "nobody came back from the browser within 5 minutes")),
        patience,
      );
      timer.unref();
      const answer: RequestListener = (request, response) => {
        const target = request.url ?? "/";
        // Anybody on this machine can reach the port: only an answer to this very login counts.
        const { pathname, searchParams } = new URL(URL.canParse(target, redirectUri) ? target : "/", redirectUri);
        const code = searchParams.get("code");
        const isOurs = pathname === "/" && sameText(searchParams.get("state") ?? "", state);
        const reason = searchParams.get("error_description") ?? searchParams.get("error") ?? "no code came back";
        response.writeHead(isOurs && code ? 200 : 400, { "content-type": "text/plain", connection: "close" });
        response.end(
          isOurs && code ? "Logged in. You can close this page." : "This is not the answer to a login in progress.",
        );
        if (!isOurs) return;
        clearTimeout(timer);
        if (code) came(code);
        else reject(new SystemRefusedError(operation, reason));
      };
      for (const server of servers) server.on("request", answer);
    });
    // Whoever comes back quickly must not be missed, and a failure to begin must not leave the wait unhandled.
    const [code] = await Promise.all([arrived, begin(redirectUri)]);
    return { code, redirectUri };
  } finally {
    for (const server of servers) stop(server);
  }
}

/** The same port of 127.0.0.1 and ::1. Where one of them is somebody else's, the code would be theirs: then it is no port for this. */
async function onBothAddresses(port: number, attempts = 5): Promise<Server[]> {
  const first = await listening(port, "127.0.0.1");
  const address = first.address();
  const taken = typeof address === "object" && address !== null ? address.port : port;
  try {
    return [first, await listening(taken, "::1")];
  } catch (error) {
    if (withoutIpv6.safeParse(error).success) return [first];
    stop(first);
    if (port === 0 && attempts > 1) return onBothAddresses(port, attempts - 1);
    throw error;
  }
}

/** A machine may have no ::1. */
const withoutIpv6 = z.looseObject({ code: z.enum(["EADDRNOTAVAIL", "EAFNOSUPPORT"]) });

async function listening(port: number, host: string): Promise<Server> {
  const server = createServer();
  await new Promise<void>((ready, failed) => {
    server.once("error", failed).listen(port, host, ready);
  });
  return server;
}

function stop(server: Server): void {
  server.close();
  server.closeAllConnections();
}

function sameText(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
