/** Base of every error that this package raises on purpose. Its message says what was wrong and what to do. */
export abstract class PermissionError extends Error {
  override get name(): string {
    return this.constructor.name;
  }
}

/** The arguments of a resource are wrong. Each failure names the property, what was wrong and what to write instead. */
export class ArgumentsError extends PermissionError {
  constructor(
    subject: string,
    readonly failures: readonly { readonly property: string; readonly reason: string }[],
  ) {
    super(
      `${subject}: ${failures.map(({ property, reason }) => (property ? `${property} ${reason}` : reason)).join("; ")}`,
    );
  }
}

/** A connection is not configured, or wrongly. */
export class ConfigurationError extends PermissionError {}

/** The person, account or contact that a resource names does not exist; this package never creates one, unless it says so. */
export class SubjectNotFoundError extends PermissionError {
  constructor(subject: string, cure: string) {
    super(`${subject} does not exist. ${cure}`);
  }
}

/** The system understood the request and said no. */
export class SystemRefusedError extends PermissionError {
  constructor(operation: string, reason: string) {
    super(`${operation} was refused: ${reason}`);
  }
}

/** The system answered with something that is not what its documentation describes. */
export class UnexpectedAnswerError extends PermissionError {
  constructor(operation: string, details: string) {
    super(
      `${operation} was answered with something else than the vendor documents: ${details}. Nothing was assumed. ` +
        "Check that the connection's url is right; if it is, the API has changed: please report it.",
    );
  }
}

/** The system said yes, but a read afterwards shows other access than was asked for. */
export class NotConvergedError extends PermissionError {
  constructor(subject: string, missing: readonly string[], remaining: readonly string[]) {
    const parts = [
      missing.length > 0 ? `not granted: ${missing.join(", ")}` : "",
      remaining.length > 0 ? `not revoked: ${remaining.join(", ")}` : "",
    ].filter((part) => part !== "");
    super(
      `${subject}: the system accepted the change, but a read afterwards shows that it did not take all of it (${parts.join("; ")}). ` +
        "Check that the names exist there and that the credentials may change them, then run `pulumi up` again.",
    );
  }
}

/** A change failed after it may have begun. It carries what is really there, so that the engine can keep it. */
export class PartlyAppliedError<State> extends PermissionError {
  constructor(
    readonly reason: Error,
    readonly id: string,
    readonly state: State,
  ) {
    super(reason.message);
  }
}

/** The program's guard lets no more people lose everything in one run. */
export class GuardRefusedError extends PermissionError {
  /** @param key of the configuration, which switches the guard off */
  constructor(subject: string, count: number, key = "access:guard") {
    super(
      `${subject}: nothing was taken away, because the program's AccessGuard lets no more people lose everything in one run. ` +
        `If that is meant, set removing: ${count} or more on the guard. To take down a stack whose guard was never made, ` +
        `run \`pulumi config set ${key} off\` first.`,
    );
  }
}

/** The stored state of a resource cannot be understood. */
export class StateError extends PermissionError {}

/** A write that would have given more than was asked for. It was not sent. */
export class UnsafeChangeError extends PermissionError {
  constructor(operation: string, reason: string) {
    super(`${operation} was not sent: ${reason}`);
  }
}

/** Several entries of the system answer to the name that the resource gives. */
export class AmbiguousSubjectError extends PermissionError {}

/** Two resources name one person, account or contact in different words. */
export class DuplicateSubjectError extends PermissionError {}

/** A resource cannot be let go: the one that is to speak for its subject in its place is not ready for that. */
export class HandOverError extends PermissionError {}

/** Somebody has access who should not, and the API offers no way to take it away. */
export class UnexpectedAccessError extends PermissionError {}

/** Somebody cannot be read into the state by an id. Nothing was changed. */
export class ImportError extends PermissionError {
  constructor(kind: string, id: string, reason: string) {
    super(`${kind} ${JSON.stringify(id)} was not imported: ${reason}`);
  }
}

/** What to show of something that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
