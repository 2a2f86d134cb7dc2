import type { Response } from "got" with { "resolution-mode": "import" };

/** Code of the error for a redirect that is not followed. */
export const redirectCode = "ERR_REDIRECT_REFUSED";

/** A redirect that is not followed counts as success with got. */
export function refuseRedirect(response: Response): Response {
  if (response.statusCode < 300 || response.statusCode >= 400) return response;
  throw Object.assign(new Error("the redirect is not followed"), { code: redirectCode });
}

/** Code of the error for a body that is not JSON; got has the same word. */
export const badBodyCode = "ERR_BODY_PARSE_FAILURE";

class NotJsonError extends Error {
  readonly code = badBodyCode;
}

const parsed = new WeakMap<Response, unknown>();

/** What {@link requireJson} has parsed; nothing where there was nothing to parse. */
export function jsonOf(response: Response): unknown {
  return parsed.get(response);
}

/** Thrown here, a bad body goes through the same retry rules as a broken connection. */
export function requireJson(response: Response): Response {
  if (!response.ok || response.statusCode === 204) return response;
  const text = String(response.body);
  if (text.trim() === "") throw new NotJsonError("the answer is empty");
  try {
    parsed.set(response, JSON.parse(text));
  } catch {
    const kind = text.trimStart().startsWith("<") ? "a web page" : "not JSON, or cut off";
    throw new NotJsonError(`the answer is ${kind} (${Buffer.byteLength(text)} bytes); check that the url is the API's`);
  }
  return response;
}
