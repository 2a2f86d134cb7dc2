import { timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import { SystemRefusedError } from "../../../errors.js";

const patience = 300_000;

/**
 * Waits on a loopback address for the browser to bring the code.
 *
 * @throws SystemRefusedError
 */
export async function codeFromBrowser(
  operation: string,
  port: number,
  state: string,
  begin: (redirectUri: string) => Promise<void>,
): Promise<{ readonly code: string; readonly redirectUri: string }> {
  const server = createServer();
  await new Promise<void>((ready, failed) => {
    server.once("error", failed).listen(port, "127.0.0.1", ready);
  });
  const address = server.address();
  const redirectUri = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : port}/callback`;
  try {
    const arrived = new Promise<string>((came, reject) => {
      const timer = setTimeout(
        () => reject(new SystemRefusedError(operation, "nobody came back from the browser within 5 minutes")),
        patience,
      );
      timer.unref();
      server.on("request", (request, response) => {
        const target = request.url ?? "/";
        // Anybody on this machine can reach the port: only an answer to this very login counts.
        const { pathname, searchParams } = new URL(URL.canParse(target, redirectUri) ? target : "/", redirectUri);
        const code = searchParams.get("code");
        const isOurs = pathname === "/callback" && sameText(searchParams.get("state") ?? "", state);
        const reason = searchParams.get("error_description") ?? searchParams.get("error") ?? "no code came back";
        response.writeHead(isOurs && code ? 200 : 400, { "content-type": "text/plain", connection: "close" });
        response.end(
          isOurs && code ? "Logged in. You can close this page." : "This is not the answer to a login in progress.",
        );
        if (!isOurs) return;
        clearTimeout(timer);
        if (code) came(code);
        else reject(new SystemRefusedError(operation, reason));
      });
    });
    // Whoever comes back quickly must not be missed, and a failure to begin must not leave the wait unhandled.
    const [code] = await Promise.all([arrived, begin(redirectUri)]);
    return { code, redirectUri };
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

function sameText(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
