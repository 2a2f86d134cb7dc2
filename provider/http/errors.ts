/** Base of every error of a call. None of them holds a header, a request body or the client's own error object. */
export abstract class HttpError extends Error {
  constructor(
    readonly operation: string,
    details: string,
    /** Whether the call may have taken effect although it failed. */
    readonly outcomeUnknown: boolean,
  ) {
    super(`${operation} failed: ${details}`);
  }

  override get name(): string {
    return this.constructor.name;
  }
}

/** The server answered with a status that says no. */
export class StatusError extends HttpError {
  /** The answer's JSON, or its text, with credentials blanked out. Not enumerable: it may hold personal data. */
  declare readonly body: unknown;
  /** Whether the server only wants to be asked later: 429, and some say 403 with a Retry-After. */
  readonly isRateLimit: boolean;

  constructor(
    operation: string,
    readonly status: number,
    where: string,
    attempts: string,
    body: unknown,
    message: string,
    { cure, isRateLimit = status === 429 }: { readonly cure?: string; readonly isRateLimit?: boolean } = {},
  ) {
    const advice = cure === undefined ? cureForStatus(isRateLimit ? 429 : status) : ` ${cure}`;
    super(operation, `${where} answered ${status}${message}${attempts}.${advice}`, status >= 500);
    this.isRateLimit = isRateLimit;
    Object.defineProperty(this, "body", { value: body, enumerable: false });
  }
}

/** What a connection identifies itself by, where it has no other. */
export interface FixedCredential {
  /** The setting, such as `hostup:apiKey`. */
  readonly setting: string;
  /** What to do where it is refused: a sentence. */
  readonly cure?: string;
}

/** The server does not know the credential. It is said once, in the same words for everybody: no call can do better. */
export class CredentialRefusedError extends HttpError {
  constructor(host: string, { setting, cure = "Correct it." }: FixedCredential) {
    super(
      `Asking ${host}`,
      `it refused ${setting} (401), which is wrong or has expired. ${cure} Nothing more is asked with it in this run.`,
      false,
    );
  }
}

/** No answer arrived in time. */
export class TimeLimitError extends HttpError {}

/** No connection, or one that broke. */
export class UnreachableError extends HttpError {}

/** The answer's body was cut off, empty, or not JSON. */
export class BodyError extends HttpError {}

/** The server's certificate could not be verified. */
export class CertificateError extends HttpError {}

/** The server wanted to send the call, and the credentials in it, somewhere else. */
export class RedirectRefusedError extends HttpError {}

/** The address is not one that credentials may be sent to. */
export class AddressRefusedError extends Error {
  override get name(): string {
    return this.constructor.name;
  }
}

function cureForStatus(status: number): string {
  if (status === 401) return " Check the credentials of this connection: they are wrong or have expired.";
  if (status === 403)
    return " The credentials of this connection are not allowed to do this: check their scopes and address restrictions.";
  if (status === 404) return " Check the connection's url.";
  if (status === 429) return " The server limits requests: lower `concurrency`, raise `timeout`, or run again later.";
  if (status >= 500) return " The server has a problem: run again later.";
  return "";
}
