import { DuplicateSubjectError } from "./errors.js";

/**
 * Which subjects the resources of one run speak for, by the identity that the system gives them. The program's own register
 * goes by arguments; only here it shows that an e-mail address and a number are the same person.
 */
export class SubjectClaims {
  readonly #subjects = new Map<string, string>();
  readonly #created = new Map<string, string>();

  /** @throws DuplicateSubjectError when another resource names the same subject in other words */
  claim(connection: string, id: string, subject: string): void {
    const key = JSON.stringify([connection, id]);
    const other = this.#subjects.get(key);
    if (other !== undefined && other !== subject) {
      throw new DuplicateSubjectError(
        `${other} and ${subject} are the same (${id}), and two resources manage them. Each would undo what the other does: merge them into one.`,
      );
    }
    this.#subjects.set(key, subject);
  }

  /** Notes the state of a subject's resource that this run created, or wrote again after that. */
  wrote(connection: string, id: string, writtenAt: string, isNew: boolean): void {
    const key = JSON.stringify([connection, id]);
    if (isNew || this.#created.has(key)) this.#created.set(key, writtenAt);
  }

  /**
   * Whether another resource, created in this run, speaks for the subject of the state that was written at `writtenAt`. Then
   * deleting that one, as after a rename without an alias, must not take away what the new one has just granted.
   */
  isTakenOver(connection: string, id: string, writtenAt: string): boolean {
    const created = this.#created.get(JSON.stringify([connection, id]));
    return created !== undefined && created !== writtenAt;
  }
}
