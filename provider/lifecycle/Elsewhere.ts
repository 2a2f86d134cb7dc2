import type { Context } from "../contract/Context.js";
import { DuplicateSubjectError } from "../errors.js";
import type { Subject } from "./Subject.js";

/** What one kind of resource asks, and tells, other provider processes of the run. Without any, or for what is only watched, nothing. */
export class Elsewhere {
  readonly #kind: string;
  readonly #others: Context["others"];
  readonly #addressOf: (connection: string) => string | undefined;

  constructor(kind: string, others: Context["others"], addressOf: (connection: string) => string | undefined) {
    this.#kind = kind;
    this.#others = others;
    this.#addressOf = addressOf;
  }

  /** Notes that the program speaks for a subject through this process. */
  speakFor(subject: Subject, id: string): void {
    const place = this.#placeOf(subject, id);
    if (place !== undefined) this.#others?.speaksFor(place);
  }

  /** Whether it does so through another one. */
  isSpokenFor(subject: Subject, id: string): boolean {
    const place = this.#placeOf(subject, id);
    return place !== undefined && this.#others?.isSpokenFor(place) === true;
  }

  /** @throws DuplicateSubjectError */
  requireAlone(subject: Subject, id: string): void {
    if (!this.isSpokenFor(subject, id)) return;
    throw new DuplicateSubjectError(
      `${subject.title}: another resource of this program manages them, through another provider. Each would undo what the other does: keep one.`,
    );
  }

  /** A subject in words that all processes share; nothing where its connection is not configured. */
  #placeOf({ connection }: Subject, id: string): string | undefined {
    const address = this.#others === undefined ? undefined : this.#addressOf(connection);
    return address === undefined ? undefined : JSON.stringify([this.#kind, address, id]);
  }
}
