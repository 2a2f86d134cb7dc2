import type { Client } from "../contract/Client.js";
import type { CommonArguments, PermissionRules } from "../contract/PermissionDefinition.js";
import { AmbiguousSubjectError, ArgumentsError, ForeseenError, SubjectNotFoundError } from "../errors.js";
import { keyOf, type Subject } from "./Subject.js";

interface Fault {
  /** The subject's, as {@link keyOf} has it. */
  readonly key: string;
  readonly fault: string;
}

/**
 * What the program asks for. Before the first write of a connection gives somebody access, what shared lists
 * tell of all of it is told: a mistake that is known should not show after half of the program. What no shared list tells is not asked.
 */
export class Foresight<Arguments extends CommonArguments> {
  readonly #definition: PermissionRules<Arguments>;
  readonly #awaited = new Map<string, Arguments>();
  readonly #begun = new Set<string>();
  /** A look that is under way serves all who ask meanwhile. */
  readonly #looking = new Map<string, Promise<readonly Fault[]>>();

  constructor(definition: PermissionRules<Arguments>) {
    this.#definition = definition;
  }

  /** Notes what `check` has judged: somebody new, or something new of somebody. */
  expect(subject: Subject, args: Arguments): void {
    this.#awaited.set(keyOf(subject), args);
  }

  /**
   * To be asked before a write that gives access.
   *
   * @throws ForeseenError
   */
  async before(subject: Subject, client: Client<Arguments, unknown>): Promise<void> {
    const { connection } = subject;
    if (this.#begun.has(connection) || client.foresee === undefined) return;
    const looking = this.#looking.get(connection) ?? this.#look(connection, client);
    this.#looking.set(connection, looking);
    const known = await looking.finally(() => this.#looking.delete(connection));
    const ofOthers = known.filter(({ key }) => key !== keyOf(subject)).map(({ fault }) => fault);
    if (ofOthers.length > 0) throw new ForeseenError(subject.title, ofOthers);
    // What is wrong with a resource itself, its own write says.
    if (known.length === 0) this.#begun.add(connection);
  }

  async #look(connection: string, client: Client<Arguments, unknown>): Promise<readonly Fault[]> {
    const asked = [...this.#awaited].filter(([, args]) => args.connection === connection);
    // Somebody alone tells what is wrong without help.
    if (asked.length < 2) return [];
    const faults = await Promise.all(
      asked.map(async ([key, args]) => ({ key, fault: await this.#faultOf(client, args) })),
    );
    return faults.flatMap(({ key, fault }) => (fault === undefined ? [] : [{ key, fault }]));
  }

  async #faultOf(client: Client<Arguments, unknown>, args: Arguments): Promise<string | undefined> {
    const { subject, absentCure } = this.#definition;
    try {
      const seen = await client.foresee?.(args);
      const isAbsent = seen?.status === "absent" && seen.doubt === undefined;
      return isAbsent ? new SubjectNotFoundError(subject(args), absentCure).message : undefined;
    } catch (error) {
      if (error instanceof ArgumentsError) return new ArgumentsError(subject(args), error.failures).message;
      if (error instanceof SubjectNotFoundError || error instanceof AmbiguousSubjectError) return error.message;
      // A list that failed tells nothing: whose turn it is will ask again.
      return undefined;
    }
  }
}
