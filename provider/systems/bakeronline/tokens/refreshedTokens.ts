import { z } from "zod";
import { beforeEnding } from "../../../connections/unfinishedWork.js";
import { ConfigurationError, UnexpectedAnswerError } from "../../../errors.js";
import { StatusError } from "../../../http/errors.js";
import type { HttpClient } from "../../../http/HttpClient.js";
import type { TokenSource } from "../../../http/tokens.js";
import { readTokenFile, type Tokens, updateTokenFile } from "./tokenFile.js";

/** Only the access token must be there: an answer that is thrown away may hold the one refresh token that is still good. */
const tokenAnswerSchema = z.looseObject({
  access_token: z.string().min(1),
  /** A new one replaces the old one; whether that happens is not documented. */
  refresh_token: z.string().min(1).optional().catch(undefined),
  /** Seconds; the vendor says one hour. A guess that is too long is safe: a 401 renews too. */
  expires_in: z.coerce.number().positive().catch(3600),
});

export interface RefreshSettings {
  readonly refreshToken: string | undefined;
  readonly tokenFile: string | undefined;
}

/**
 * Access tokens, renewed shortly before they run out, and when the API says that one has. One renewal serves all calls that
 * wait, and with a token file all processes: two with one device id would invalidate each other's tokens.
 */
export function refreshedTokens(
  accounts: HttpClient,
  settings: RefreshSettings,
  keepSecret: (token: string) => void,
): TokenSource {
  let current: Tokens | undefined;
  let renewing: Promise<Tokens> | undefined;
  /** Once no refresh token is good, none will be during this run: a thousand resources need not ask again. */
  let usedUp: UsedUpTokenError | undefined;

  const renew = async (stale: string | undefined): Promise<Tokens> => {
    const step = async (stored: Tokens | undefined) => {
      // Another process may have renewed in the meantime.
      if (stored?.accessToken !== undefined && stored.accessToken !== stale && !isOld(stored)) return stored;
      const known = [stored?.refreshToken, current?.refreshToken, settings.refreshToken];
      // Kept for the run before it is written: a disk that is full must not cost the only token that is still good.
      current = await refreshWithAny(accounts, settings, [...new Set(known.filter((token) => token !== undefined))]);
      return current;
    };
    current =
      settings.tokenFile === undefined ? await step(undefined) : await updateTokenFile(settings.tokenFile, step);
    for (const token of [current.accessToken, current.refreshToken]) if (token !== undefined) keepSecret(token);
    return current;
  };
  const renewOnce = async (stale: string | undefined) => {
    if (usedUp !== undefined) throw usedUp;
    renewing ??= beforeEnding(renew(stale)).finally(() => {
      renewing = undefined;
    });
    try {
      return await renewing;
    } catch (error) {
      if (error instanceof UsedUpTokenError) usedUp = error;
      throw error;
    }
  };
  const accessTokenOf = async (tokens: Promise<Tokens>) => (await tokens).accessToken ?? "";

  return {
    async current() {
      current ??= settings.tokenFile === undefined ? undefined : await readTokenFile(settings.tokenFile);
      if (current?.accessToken !== undefined && !isOld(current)) {
        keepSecret(current.accessToken);
        return current.accessToken;
      }
      return accessTokenOf(renewOnce(current?.accessToken));
    },
    async renew(stale) {
      if (current?.accessToken !== undefined && current.accessToken !== stale) return current.accessToken;
      return accessTokenOf(renewOnce(stale));
    },
    end: () => current?.expiresAt,
  };
}

/** No refresh token is good any more: somebody has to log in. */
export class UsedUpTokenError extends ConfigurationError {}

/** A token file may hold a token that is used up while a newer one stands in the configuration. */
async function refreshWithAny(
  accounts: HttpClient,
  settings: RefreshSettings,
  refreshTokens: readonly string[],
): Promise<Tokens> {
  const [first, ...others] = refreshTokens;
  const file = settings.tokenFile === undefined ? "" : ` (token file: ${settings.tokenFile})`;
  if (first === undefined) {
    throw new UsedUpTokenError(
      `${settings.tokenFile} holds no refresh token. Run \`pulumi-permissions login bakeronline\`.`,
    );
  }
  try {
    return await refresh(accounts, first);
  } catch (error) {
    // Other statuses than these two speak of the address or the server, not of the token.
    if (!(error instanceof StatusError) || ![400, 401].includes(error.status)) throw error;
    if (others.length > 0) return refreshWithAny(accounts, settings, others);
    throw new UsedUpTokenError(
      `${error.message} The refresh token is no longer good${file}: run \`pulumi-permissions login bakeronline\`.`,
    );
  }
}

async function refresh(accounts: HttpClient, refreshToken: string): Promise<Tokens> {
  const operation = "Renewing the BakerOnline access token";
  accounts.keepSecret(refreshToken);
  // These two and no other, as every version of the page has it.
  const form = new URLSearchParams({ grant_type: "refresh_token", refresh_token: refreshToken }).toString();
  // Not repeatable: where refresh tokens rotate, the second attempt would come with a token that is used up.
  const { body } = await accounts.send({ operation, method: "POST", path: "/api/token", form, repeatable: false });
  return tokensIn(operation, body, refreshToken);
}

/** @throws UnexpectedAnswerError without showing the answer: it may hold half a token */
export function tokensIn(operation: string, body: unknown, refreshToken: string | undefined): Tokens {
  const answer = tokenAnswerSchema.safeParse(body);
  if (!answer.success) throw new UnexpectedAnswerError(operation, "no access_token");
  const { access_token: accessToken, refresh_token, expires_in } = answer.data;
  return {
    accessToken,
    refreshToken: refresh_token ?? refreshToken,
    expiresAt: Date.now() + expires_in * 1000,
    lifetime: expires_in,
  };
}

/** A minute before the end, or the last tenth of a short life. */
function isOld({ expiresAt = 0, lifetime = 3600 }: Tokens): boolean {
  return Date.now() > expiresAt - Math.min(60, lifetime / 10) * 1000;
}
