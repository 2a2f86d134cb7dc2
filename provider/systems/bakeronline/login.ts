import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import { resolve } from "node:path";
import { openHttpClient } from "../../http/settings.js";
import { SystemRefusedError } from "../../kernel/errors.js";
import { tokensIn } from "./refreshedTokens.js";
import { prepareTokenFile, writeTokenFile } from "./tokenFile.js";

export interface LoginOptions {
  readonly clientId: string;
  readonly deviceId: string;
  readonly tokenFile: string | undefined;
  readonly accountsUrl: string;
  readonly scope?: string | undefined;
  /** Port on 127.0.0.1 that the browser comes back to; 0 for any free one. */
  readonly port: number;
  /** Sends somebody to an address; the login goes on when they come back. */
  readonly visit: (address: string) => Promise<void>;
}

const operation = "Logging in to BakerOnline";
const patience = 300_000;
const defaultAccountsUrl = "https://accounts.bakeronline.be";

/**
 * The authorization-code flow with PKCE through a loopback address: the password is typed at BakerOnline and never seen here.
 *
 * @returns what to tell the user: where the tokens are, or the commands that configure them
 * Source: accounts.bakeronline.be/docs, GET /oauth/authorize and POST /api/token (whose grant type is called `code`)
 */
export async function loginToBakerOnline(options: LoginOptions): Promise<string[]> {
  const { clientId, deviceId, tokenFile, accountsUrl, scope, port, visit } = options;
  const verifier = randomBytes(48).toString("base64url");
  const state = randomBytes(24).toString("base64url");
  const http = openHttpClient(
    "bakeronline",
    { url: accountsUrl, timeout: 30, retries: 0, concurrency: 1 },
    { secrets: [verifier] },
    "--accounts-url",
  );
  if (tokenFile !== undefined) await prepareTokenFile(resolve(tokenFile));
  const { code, redirectUri } = await codeFromBrowser(port, state, (redirect) => {
    const address = new URL(`${accountsUrl.replace(/\/$/, "")}/oauth/authorize`);
    address.search = new URLSearchParams({
      response_type: "code",
      client_id: clientId,
      redirect_uri: redirect,
      state,
      code_challenge: createHash("sha256").update(verifier).digest("base64url"),
      code_challenge_method: "S256",
      ...(scope === undefined ? {} : { scope }),
    }).toString();
    return visit(address.href);
  });
  const form = new URLSearchParams({
    grant_type: "code",
    code,
    code_verifier: verifier,
    redirect_uri: redirectUri,
    client_id: clientId,
    device_id: deviceId,
    device_name: "pulumi-permissions",
  }).toString();
  http.keepSecret(code);
  const { body } = await http.send({ operation, method: "POST", path: "/api/token", form, repeatable: false });
  const tokens = tokensIn(operation, body, undefined);
  if (tokens.refreshToken === undefined) throw new SystemRefusedError(operation, "the answer has no refresh token");
  const settings = [
    command("clientId", clientId),
    command("deviceId", deviceId),
    ...(accountsUrl === defaultAccountsUrl ? [] : [command("accountsUrl", accountsUrl)]),
  ];
  if (tokenFile === undefined) {
    return ["Configure the stack with:", command("refreshToken", tokens.refreshToken, " --secret"), ...settings];
  }
  // Absolute, because the engine's plugin may stand in another folder.
  const file = resolve(tokenFile);
  await writeTokenFile(file, tokens);
  return [`The tokens are in ${file}. Configure the stack with:`, command("tokenFile", file), ...settings];
}

/** A line for a POSIX shell, whatever the value holds. */
function command(key: string, value: string, flag = ""): string {
  const quoted = /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
  return `pulumi config set${flag} bakeronline:${key} ${quoted}`;
}

/** Waits on a loopback address for the browser to bring the code. */
async function codeFromBrowser(
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
