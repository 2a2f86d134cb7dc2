import type { Client } from "../contract/Client.js";
import type { CommonArguments, PermissionRules } from "../contract/PermissionDefinition.js";
import { AmbiguousSubjectError, ArgumentsError, ForeseenError, SubjectNotFoundError } from "../errors.js";
import { keyOf, type Subject } from "./Subject.js";

/**
 * What the program asks for and has not been tried yet. Before the first write of a connection gives somebody access, what shared lists
 * tell of all of it is told: a mistake that is known should not show after half of the program. What no shared list tells is not asked.
 */
export class Foresight<Arguments extends CommonArguments> {
  readonly #definition: PermissionRules<Arguments>;
  readonly #awaited = new Map<string, Arguments>();
  readonly #begun = new Set<string>();

  constructor(definition: PermissionRules<Arguments>) {
    this.#definition = definition;
  }

  /** Notes what `check` has judged: somebody new, or something new of somebody. */
  expect(subject: Subject, args: Arguments): void {
    this.#awaited.set(keyOf(subject), args);
  }

  /** Notes that a resource has its turn: what is wrong with it, it says itself. */
  hasItsTurn(subject: Subject): void {
    this.#awaited.delete(keyOf(subject));
  }

  /**
   * To be asked before a write that gives access.
   *
   * @throws ForeseenError
   */
  async before(subject: Subject, client: Client<Arguments, unknown>): Promise<void> {
    const { connection } = subject;
    if (this.#begun.has(connection) || client.foresee === undefined) return;
    const others = [...this.#awaited.values()].filter((args) => args.connection === connection);
    const faults = await Promise.all(others.map((args) => this.#faultOf(client, args)));
    const known = faults.filter((fault) => fault !== undefined);
    if (known.length > 0) throw new ForeseenError(subject.title, known);
    this.#begun.add(connection);
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
