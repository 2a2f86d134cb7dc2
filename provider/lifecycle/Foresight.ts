import type { Client } from "../contract/Client.js";
import type { Notify } from "../contract/Context.js";
import type { CommonArguments, PermissionRules } from "../contract/PermissionDefinition.js";
import { AmbiguousSubjectError, ArgumentsError, SubjectNotFoundError } from "../errors.js";
import { keyOf, type Subject } from "./Subject.js";

/**
 * What the program asks for. Before the first write of a connection, what shared lists tell of all of it is told: a mistake that is known
 * should not show after half of the program. What no shared list tells is not asked.
 */
export class Foresight<Arguments extends CommonArguments> {
  readonly #definition: PermissionRules<Arguments>;
  readonly #notify: Notify;
  readonly #asked = new Map<string, Arguments>();
  /** The look at each connection, which all wait for who write there. */
  readonly #looks = new Map<string, Promise<void>>();

  constructor(definition: PermissionRules<Arguments>, notify: Notify) {
    this.#definition = definition;
    this.#notify = notify;
  }

  /** Notes what `check` has judged: somebody new, or something new of somebody. */
  expect(subject: Subject, args: Arguments): void {
    this.#asked.set(keyOf(subject), args);
  }

  /** To be awaited before a write. Nothing is held up: whose turn it is fails by itself, and the others are made. */
  before({ connection }: Subject, client: Client<Arguments, unknown>): Promise<void> {
    const look = this.#looks.get(connection) ?? this.#look(connection, client);
    this.#looks.set(connection, look);
    return look;
  }

  async #look(connection: string, client: Client<Arguments, unknown>): Promise<void> {
    const asked = [...this.#asked.values()].filter((args) => args.connection === connection);
    // Somebody alone tells what is wrong without help.
    if (client.foresee === undefined || asked.length < 2) return;
    const faults = await Promise.all(asked.map((args) => this.#faultOf(client, args)));
    for (const fault of faults) if (fault !== undefined) this.#notify("warning", `This will fail: ${fault}`);
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
