import { createHash, randomBytes } from "node:crypto";
import { resolve } from "node:path";
import { connectionName } from "../../../arguments/schema.js";
import { upperSnake } from "../../../connections/namedConnections.js";
import { ConfigurationError, SystemRefusedError } from "../../../errors.js";
import { BodyError, RedirectRefusedError, StatusError } from "../../../http/errors.js";
import type { HttpClient } from "../../../http/HttpClient.js";
import { openHttpClient } from "../../../http/settings.js";
import { apiVersion, defaultAccountsUrl, requireFreeName } from "../connection.js";
import { codeFromBrowser } from "./codeFromBrowser.js";
import { tokensIn } from "./refreshedTokens.js";
import { prepareTokenFile, writeTokenFile } from "./tokenFile.js";

export interface LoginOptions {
  /** Name of the connection that the tokens are for. Default: `"default"`. */
  readonly connection?: string | undefined;
  readonly clientId: string;
  readonly deviceId: string;
  readonly tokenFile: string | undefined;
  readonly accountsUrl: string;
  readonly scope?: string | undefined;
  /** Port on this machine that the browser comes back to; 0 for any free one. */
  readonly port: number;
  /** Sends somebody to an address; the login goes on when they come back. */
  readonly visit: (address: string) => Promise<void>;
}

const operation = "Logging in to BakerOnline";
const page = "/oauth/authorize";

/**
 * The authorization-code flow with PKCE through a loopback address: the password is typed at BakerOnline and never seen here.
 *
 * @returns what to tell the user: where the tokens are, or the commands that configure them
 * Source: accounts.bakeronline.be/docs, GET /oauth/authorize and POST /api/token (whose grant type is called `code`)
 */
export async function loginToBakerOnline(options: LoginOptions): Promise<string[]> {
  const { connection = "default", clientId, deviceId, tokenFile, accountsUrl, scope, port, visit } = options;
  requireConnectionName(connection);
  const verifier = randomBytes(48).toString("base64url");
  const state = randomBytes(24).toString("base64url");
  const http = openHttpClient(
    (setting) => `bakeronline:${setting}`,
    { url: accountsUrl, timeout: 30, retries: 0, concurrency: 1 },
    { headers: { "x-version": apiVersion }, secrets: [verifier] },
    "--accounts-url",
  );
  if (tokenFile !== undefined) await prepareTokenFile(resolve(tokenFile));
  const { code, redirectUri } = await codeFromBrowser(operation, port, state, async (redirect) => {
    const query = {
      response_type: "code",
      client_id: clientId,
      redirect_uri: redirect,
      state,
      code_challenge: createHash("sha256").update(verifier).digest("base64url"),
      code_challenge_method: "S256",
      ...(scope === undefined ? {} : { scope }),
    };
    await requirePage(http, query);
    const address = new URL(`${accountsUrl.replace(/\/$/, "")}${page}`);
    address.search = new URLSearchParams(query).toString();
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
  const settings: Readonly<Record<string, string>> = accountsUrl === defaultAccountsUrl ? {} : { accountsUrl };
  const device = `The device id is ${deviceId}: give it again with --device-id to replace these tokens.`;
  if (tokenFile === undefined)
    return [device, ...howToConfigure(connection, { refreshToken: tokens.refreshToken, ...settings })];
  // Absolute, because the engine's plugin may stand in another folder.
  const file = resolve(tokenFile);
  await writeTokenFile(file, tokens);
  return [`The tokens are in ${file}.`, device, ...howToConfigure(connection, { tokenFile: file, ...settings })];
}

/**
 * A page that refuses the client id or the return address never sends anybody back, and the wait would be in vain. What it shows otherwise,
 * and to whom it redirects, is for the browser.
 *
 * @throws SystemRefusedError
 */
async function requirePage(http: HttpClient, query: Readonly<Record<string, string>>): Promise<void> {
  try {
    await http.send({ operation, method: "GET", path: page, query, repeatable: true });
  } catch (error) {
    if (error instanceof BodyError || error instanceof RedirectRefusedError) return;
    if (!(error instanceof StatusError) || error.status >= 500 || error.isRateLimit) throw error;
    const cure = `check --client-id, and that BakerOnline knows the return address ${query.redirect_uri}`;
    throw new SystemRefusedError(operation, `its page answered ${error.status}: ${cure}`);
  }
}

function requireConnectionName(connection: string): void {
  const name = connectionName().safeParse(requireFreeName(connection));
  if (!name.success) throw new ConfigurationError(`--connection ${name.error.issues[0]?.message}.`);
}

/** The commands for a POSIX shell, whatever the values hold, and the variables that do the same. */
function howToConfigure(connection: string, settings: Readonly<Record<string, string>>): string[] {
  const isDefault = connection === "default";
  const commands = Object.entries(settings).map(([key, value]) => {
    const secret = key === "refreshToken" ? " --secret" : "";
    const place = isDefault ? `bakeronline:${key}` : `--path 'bakeronline:connections.${connection}.${key}'`;
    const quoted = /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
    return `pulumi config set${secret} ${place} ${quoted}`;
  });
  const variables = Object.keys(settings).map((key) =>
    ["bakeronline", ...(isDefault ? [] : [connection]), key].map(upperSnake).join("_"),
  );
  return ["Configure the stack with:", ...commands, `Or set in the environment: ${variables.join(", ")}`];
}
