import type { Answer, Call } from "./Call.js";
import { StatusError } from "./errors.js";
import type { HttpClient } from "./HttpClient.js";

/**
 * Where bearer tokens come from: a setting, so that there is no other one; a log-in, once for all calls of a run (the VMS' Admin API); or
 * a refresh token, renewed shortly before the end and after a 401, once for all who wait (BakerOnline).
 */
export interface TokenSource {
  current(): Promise<string>;
  /** A token other than the one that was refused; fails where there can be no other. */
  renew(refused: string): Promise<string>;
  /** When the current token runs out, in milliseconds since 1970, where that is known. */
  end?(): number | undefined;
}

/** Sends a call with a bearer token. A token that ran out is renewed, and the call sent once more: a 401 means that it did nothing. */
export async function sendWithToken(http: HttpClient, tokens: TokenSource, call: Call): Promise<Answer> {
  const send = (token: string) =>
    http.send({ ...call, headers: { ...call.headers, authorization: `Bearer ${token}` } });
  const token = await tokens.current();
  try {
    return await send(token);
  } catch (error) {
    if (!(error instanceof StatusError && error.status === 401)) throw error;
    return send(await tokens.renew(token));
  }
}
