import type { Answer, Call } from "./Call.js";
import { type FixedCredential, StatusError } from "./errors.js";
import type { HttpClient } from "./HttpClient.js";

/**
 * Where bearer tokens come from: a setting, so that there is no other one; a log-in, once for all calls of a run (the VMS' Admin API); or
 * a refresh token, renewed shortly before the end and after a 401, once for all who wait (BakerOnline).
 */
export interface TokenSource {
  current(): Promise<string>;
  /** A token other than the one that was refused; fails where there can be no other. */
  renew(refused: string): Promise<string>;
  /** Where there can be no other token: the setting that holds it. */
  readonly fixed?: FixedCredential;
  /** When the current token runs out, in milliseconds since 1970, where that is known. */
  end?(): number | undefined;
}

/** The token of each source that was refused although it was new: what it is refused for is not its age. */
const refusedWhenNew = new WeakMap<TokenSource, string>();

/**
 * Sends a call with a bearer token. A token that ran out is renewed, and the call sent once more: a 401 means that it did nothing. Where the
 * new one is refused too, it is not renewed again for every call that follows.
 */
export async function sendWithToken(http: HttpClient, tokens: TokenSource, call: Call): Promise<Answer> {
  const { fixed } = tokens;
  const send = (token: string) =>
    http.send({
      ...call,
      ...(fixed ? { credential: fixed } : {}),
      headers: { ...call.headers, authorization: `Bearer ${token}` },
    });
  const token = await tokens.current();
  try {
    return await send(token);
  } catch (error) {
    if (!isUnauthorized(error) || refusedWhenNew.get(tokens) === token) throw error;
    const renewed = await tokens.renew(token);
    return send(renewed).catch((again: unknown) => {
      if (isUnauthorized(again)) refusedWhenNew.set(tokens, renewed);
      throw again;
    });
  }
}

function isUnauthorized(error: unknown): boolean {
  return error instanceof StatusError && error.status === 401;
}
