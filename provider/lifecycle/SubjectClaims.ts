import type { Context } from "../contract/Context.js";
import type { CommonArguments, PermissionDefinition } from "../contract/PermissionDefinition.js";
import { DuplicateSubjectError } from "../errors.js";

interface Claim {
  readonly connection: string;
  readonly subject: string;
}

/** The last write of a subject's resource that this run created. */
interface Creation {
  readonly connection: string;
  readonly writtenAt: string;
}

/**
 * Which subjects the resources of one run speak for, by the identity that the system gives them. The program's own register
 * goes by arguments; only here it shows that an e-mail address and a number are the same person, or two connections the same server.
 */
export class SubjectClaims {
  readonly #addressOf: (connection: string) => string | undefined;
  readonly #claims = new Map<string, Claim[]>();
  readonly #creations = new Map<string, Creation[]>();

  /** @param addressOf where a connection leads; nothing where it is not configured */
  constructor(addressOf: (connection: string) => string | undefined) {
    this.#addressOf = addressOf;
  }

  /** @throws DuplicateSubjectError when another resource names the same subject in other words, or through another connection */
  claim(connection: string, id: string, subject: string): void {
    const claims = entryOf(this.#claims, id);
    const other = claims.find((claim) => this.#isOnePlace(claim.connection, connection));
    if (other === undefined) {
      claims.push({ connection, subject });
    } else if (other.connection !== connection) {
      throw new DuplicateSubjectError(
        `${other.subject} of the connection "${other.connection}" and ${subject} of the connection "${connection}" are the same: both connections lead to ${this.#addressOf(connection)}. Each of two resources would undo what the other does: take one of them out of the program.`,
      );
    } else if (other.subject !== subject) {
      throw new DuplicateSubjectError(
        `${other.subject} and ${subject} are the same (${id}), and two resources manage them. Each would undo what the other does: merge them into one.`,
      );
    }
  }

  /** Notes the state of a subject's resource that this run created, or wrote again after that. */
  wrote(connection: string, id: string, writtenAt: string, isNew: boolean): void {
    const creations = entryOf(this.#creations, id);
    const known = creations.findIndex((creation) => creation.connection === connection);
    if (known >= 0) creations.splice(known, 1, { connection, writtenAt });
    else if (isNew) creations.push({ connection, writtenAt });
  }

  /**
   * Whether another resource of this run speaks for the subject of the state that was written at `writtenAt`: one that was created,
   * or one that names the subject in other words or through another connection. Then deleting that one, as after a rename
   * without an alias, must not take away what the other has.
   */
  isTakenOver(connection: string, id: string, subject: string, writtenAt: string): boolean {
    const isOther = (claim: Claim) => claim.connection !== connection || claim.subject !== subject;
    return (
      entryOf(this.#claims, id).some((claim) => isOther(claim) && this.#isOnePlace(claim.connection, connection)) ||
      entryOf(this.#creations, id).some(
        (creation) => creation.writtenAt !== writtenAt && this.#isOnePlace(creation.connection, connection),
      )
    );
  }

  #isOnePlace(one: string, other: string): boolean {
    if (one === other) return true;
    const address = this.#addressOf(one);
    return address !== undefined && address === this.#addressOf(other);
  }
}

/** Where the connections of a definition lead; a connection that is not configured leads nowhere. */
export function addressesBy<Arguments extends CommonArguments, Detail>(
  definition: PermissionDefinition<Arguments, Detail>,
  { config, notify }: Context,
): (connection: string) => string | undefined {
  return (connection) => {
    try {
      return definition.connect(connection, config, notify).address;
    } catch {
      return undefined;
    }
  };
}

function entryOf<Value>(entries: Map<string, Value[]>, id: string): Value[] {
  const known = entries.get(id);
  if (known !== undefined) return known;
  const made: Value[] = [];
  entries.set(id, made);
  return made;
}
