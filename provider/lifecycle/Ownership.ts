import type { Access } from "../access/access.js";
import { type GrantSet, union } from "../access/grants.js";
import type { Context, GuardLimits } from "../contract/Context.js";
import type { CommonArguments, PermissionDefinition } from "../contract/PermissionDefinition.js";
import { DuplicateSubjectError } from "../errors.js";
import { keyOf, type Subject } from "./Subject.js";

/** What was there before this package first wrote, since when it writes, and what of it a restore has to give back. */
export interface Origin {
  readonly baseline: GrantSet | null;
  readonly since: string;
  /** Every grant that the package has spoken of since, by granting, denying or revoking it. */
  readonly touched: GrantSet;
  /** Grants whose end has come: a restore does not give them back. */
  readonly ended: GrantSet;
}

/** How far a declared resource is: nothing was done yet, it is under way, in the state, or was tried in vain and is not in it. */
export type Progress = "pending" | "trying" | "stored" | "failed";

/** A resource that the program of this run declares. */
export interface Declaration<Arguments> {
  readonly subject: Subject;
  /** Nothing while an argument is not known. */
  readonly args: Arguments | undefined;
  /** Tells one resource of the program from another; nothing where the caller of `check` does not say. */
  readonly resource: Resource | undefined;
  progress: Progress;
  /** What its state says of the time before the first write, as far as this run has seen it. */
  origin?: Origin;
  /** When this run last made access what the resource asks for. */
  appliedAt?: string;
}

/**
 * A resource of the program: `mark` is its own, `name` what people call it, `guard` the name of an access guard made before it, `limits`
 * those of the program's guard.
 */
export interface Resource {
  readonly name: string;
  readonly mark: string;
  readonly guard?: string | undefined;
  readonly limits?: GuardLimits | undefined;
}

/** What a delete does to a subject. */
export type Fate<Arguments> =
  /** Nobody else speaks for it; or somebody will, who is not in the state yet and makes access anew. */
  | { readonly kind: "let go"; readonly awaited: Declaration<Arguments> | undefined }
  /** Another resource speaks for it: access becomes, or stays, what that one asks for. */
  | { readonly kind: "hand over"; readonly to: Declaration<Arguments> }
  /** The one that should take it over failed, or was never tried, and is not in the state: nobody would speak for the access any more. */
  | { readonly kind: "keep"; readonly for: Declaration<Arguments> };

interface Sighting extends Subject {
  readonly id: string;
}

interface Known<Value> {
  readonly connection: string;
  value: Value;
}

/**
 * Who speaks for whom in one run, as plain data. Facts about the engine (3.248) on which it rests, each seen in its calls:
 *
 * - Only what the program registers passes `check`, once, and once more without old inputs where `diff` asked for a replacement; `--target`
 *   leaves out the rest. So a subject belongs to whom `check` has named, however old that resource is.
 * - `refresh` calls `read` and `diff`, never `check`; `up --refresh` does so for everything in the state, what waits for its deletion
 *   included, before the first `check`, and all of it in one process. A preview has a process of its own.
 * - Deletes come last, those too that an interrupted run has left; but a replacement with `deleteBeforeReplace` deletes in its turn, when
 *   later resources have not been checked yet. `destroy`, with `--run-program` too, only deletes.
 * - `up --replace` checks without old inputs and creates, without a `diff`: the new resource is made before the old one is ever shown.
 */
export class Ownership<Arguments> {
  readonly #addressOf: (connection: string) => string | undefined;
  readonly #declared = new Map<string, Declaration<Arguments>>();
  readonly #byWords = new Map<string, Set<Declaration<Arguments>>>();
  readonly #sightings = new Map<string, Sighting>();
  readonly #byId = new Map<string, Map<string, Sighting>>();
  readonly #origins = new Map<string, Known<Origin>[]>();
  readonly #taken = new Map<string, Known<boolean>[]>();
  readonly #read = new Map<string, Access | undefined>();
  readonly #replaced = new Set<string>();
  /** When a subject was last written, counted in writes. */
  readonly #writtenAt = new Map<string, number>();
  #writes = 0;

  /** @param addressOf where a connection leads; nothing where it is not configured */
  constructor(addressOf: (connection: string) => string | undefined) {
    this.#addressOf = addressOf;
  }

  /**
   * Notes that the program declares a resource, as `check` sees it: after stack transformations.
   *
   * @returns the name of another resource that the program declares in the same words
   */
  declare(subject: Subject, args: Arguments | undefined, resource?: Resource): Declaration<Arguments> | undefined {
    const key = resource?.mark ?? keyOf(subject);
    const before = this.#declared.get(key);
    if (before) this.#byWords.get(before.subject.words)?.delete(before);
    const other = [...(this.#byWords.get(subject.words) ?? [])].find(
      (one) => one.subject.connection === subject.connection && one.resource !== undefined,
    );
    const isSame = before !== undefined && keyOf(before.subject) === keyOf(subject);
    const declaration: Declaration<Arguments> = {
      progress: "pending",
      ...(isSame ? before : {}),
      subject,
      args,
      resource,
    };
    this.#declared.set(key, declaration);
    entryOf(this.#byWords, subject.words, () => new Set<Declaration<Arguments>>()).add(declaration);
    return resource === undefined ? undefined : other;
  }

  declarationOf(subject: Subject): Declaration<Arguments> | undefined {
    const all = [...(this.#byWords.get(subject.words) ?? [])];
    return all.find((one) => one.subject.connection === subject.connection);
  }

  /** Notes whom a resource's words mean in the system. */
  meet(subject: Subject, id: string): void {
    const key = keyOf(subject);
    const before = this.#sightings.get(key);
    if (before) this.#byId.get(before.id)?.delete(key);
    const sighting = { ...subject, id };
    this.#sightings.set(key, sighting);
    entryOf(this.#byId, id, () => new Map<string, Sighting>()).set(key, sighting);
  }

  /**
   * As {@link meet}, for a resource that the program declares.
   *
   * @throws DuplicateSubjectError when it declares another one for the same subject, in other words or through another connection
   */
  claim(subject: Subject, id: string): void {
    this.meet(subject, id);
    const other = this.#speakers(subject, id).find((one) => keyOf(one.subject) !== keyOf(subject));
    if (other === undefined) return;
    const { title, connection } = other.subject;
    throw new DuplicateSubjectError(
      connection === subject.connection
        ? `${title} and ${subject.title} are the same (${id}), and two resources manage them. Each would undo what the other does: merge them into one.`
        : `${title} of the connection "${connection}" and ${subject.title} of the connection "${subject.connection}" are the same: both connections lead to ${this.#addressOf(connection)}. Each of two resources would undo what the other does: take one of them out of the program.`,
    );
  }

  /** What becomes of a subject whose resource, written at `writtenAt`, is to be deleted. */
  fateOf(subject: Subject, id: string, writtenAt: string): Fate<Arguments> {
    // The program's own resource, deleted by whoever made it in this run, is nobody else.
    const speakers = this.#speakers(subject, id).filter(({ appliedAt }) => appliedAt !== writtenAt);
    const stored = speakers.find(({ progress }) => progress === "stored");
    if (stored) return { kind: "hand over", to: stored };
    const failed = speakers.find(({ progress }) => progress === "failed");
    if (failed) return { kind: "keep", for: failed };
    const [awaited] = speakers;
    // Whoever is not there when the deletes come, at the end, was left out because something else failed.
    const isToCome = awaited?.progress === "trying" || this.#replaced.has(keyOf(subject));
    if (awaited && !isToCome) return { kind: "keep", for: awaited };
    return { kind: "let go", awaited };
  }

  /** Notes that a resource is replaced, perhaps by a delete that comes first. */
  replaces(subject: Subject): void {
    this.#replaced.add(keyOf(subject));
  }

  /** Notes what a state says of the time before the first write. */
  remember(subject: Subject, id: string, origin: Origin): void {
    const known = this.#placed(this.#origins, subject, id);
    this.#place(this.#origins, subject, id, known ? oldest(known.value, origin) : origin);
  }

  /** The oldest that this run has seen of a subject, where it is older than `since`. */
  originOf(subject: Subject, id: string, since?: string): Origin | undefined {
    const origin = this.#placed(this.#origins, subject, id)?.value;
    return origin !== undefined && (since === undefined || origin.since < since) ? origin : undefined;
  }

  /** Notes that this run has taken access away, so that what a state says of the subject is no longer true. */
  take(subject: Subject, id: string): void {
    this.#place(this.#taken, subject, id, true);
  }

  hasTaken(subject: Subject, id: string): boolean {
    return this.#placed(this.#taken, subject, id)?.value ?? false;
  }

  /** Notes that access is now what a declared resource asks for. */
  applied(subject: Subject, id: string, origin: Origin, writtenAt: string): void {
    this.#place(this.#taken, subject, id, false);
    this.remember(subject, id, origin);
    this.#note(subject, { progress: "stored", origin, appliedAt: writtenAt });
  }

  /** Notes that a declared resource is being made, or made anew. */
  begun(subject: Subject): void {
    if (this.declarationOf(subject)?.progress === "pending") this.#note(subject, { progress: "trying" });
  }

  /** Notes that a declared resource stands in the state. */
  stored(subject: Subject, origin?: Origin): void {
    this.#note(subject, { progress: "stored", ...(origin ? { origin } : {}) });
  }

  /** Notes that a declared resource was tried in vain, and left nothing in the state. */
  failed(subject: Subject): void {
    this.#note(subject, { progress: "failed" });
  }

  #note(subject: Subject, what: Partial<Pick<Declaration<Arguments>, "progress" | "origin" | "appliedAt">>): void {
    const declaration = this.declarationOf(subject);
    if (declaration) Object.assign(declaration, what);
  }

  /** Notes that a refresh has read a resource of the state, and what it saw. */
  refreshed(subject: Subject, access?: Access): void {
    this.#read.set(keyOf(subject), access);
  }

  /** What a refresh of this run has seen of a subject. */
  lastSeen(subject: Subject): Access | undefined {
    return this.#read.get(keyOf(subject));
  }

  /** Whether a comparison is that of a refresh, of the state with itself: what it reads has not been declared, and may never be. */
  isRefreshing(subject: Subject): boolean {
    return this.#read.has(keyOf(subject)) && this.declarationOf(subject) === undefined;
  }

  /** A moment, to ask later whether a subject was written after it. */
  moment(): number {
    return this.#writes;
  }

  wrote(id: string): void {
    this.#writes += 1;
    this.#writtenAt.set(id, this.#writes);
  }

  wasWrittenSince(id: string, moment: number): boolean {
    return (this.#writtenAt.get(id) ?? 0) > moment;
  }

  /** The declared resources that speak for a subject: in the same words, or in others that are known to mean the same. */
  #speakers(subject: Subject, id: string): Declaration<Arguments>[] {
    const inTheseWords = [...(this.#byWords.get(subject.words) ?? [])].filter((one) =>
      this.#isOnePlace(one.subject.connection, subject.connection),
    );
    const inOthers = [...(this.#byId.get(id)?.values() ?? [])]
      .filter((sighting) => this.#isOnePlace(sighting.connection, subject.connection))
      .flatMap((sighting) => this.declarationOf(sighting) ?? []);
    return [...new Set([...inTheseWords, ...inOthers])];
  }

  #placed<Value>(all: ReadonlyMap<string, Known<Value>[]>, subject: Subject, id: string): Known<Value> | undefined {
    return all.get(id)?.find(({ connection }) => this.#isOnePlace(connection, subject.connection));
  }

  #place<Value>(all: Map<string, Known<Value>[]>, subject: Subject, id: string, value: Value): void {
    const known = this.#placed(all, subject, id);
    if (known) known.value = value;
    else entryOf(all, id, (): Known<Value>[] => []).push({ connection: subject.connection, value });
  }

  #isOnePlace(one: string, other: string): boolean {
    if (one === other) return true;
    const address = this.#addressOf(one);
    return address !== undefined && address === this.#addressOf(other);
  }
}

/** One memory of two resources that spoke for one subject. */
export function oldest(one: Origin, other: Origin): Origin {
  const { baseline, since } = other.since < one.since ? other : one;
  return { baseline, since, touched: union(one.touched, other.touched), ended: union(one.ended, other.ended) };
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

function entryOf<Key, Value>(entries: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = entries.get(key);
  if (known !== undefined) return known;
  const made = make();
  entries.set(key, made);
  return made;
}
