import type { Access, Plan } from "../access/access.js";
import type { GrantSet } from "../access/grants.js";

/** What a read found. `detail` is the system's own, for the write that follows; the lifecycle never looks into it. */
export interface Observed<Detail> {
  readonly status: "observed";
  /** Identity of the resource in the stack's state. */
  readonly id: string;
  readonly access: Access;
  /** The grants as the system words them, for the baseline, where `access` puts them in the words of the program. */
  readonly found?: GrantSet;
  readonly detail: Detail;
}

/** The system does not tell what the subject may do. */
export interface Unobservable {
  readonly status: "unobservable";
  readonly id: string;
  /** A sentence. What to do about it where that is more than `reassertAfter`, which the lifecycle speaks of, is the `cure`. */
  readonly why: string;
  readonly cure?: string;
  /** Every grant that the subject might hold, as far as the vocabulary is known. */
  readonly possible: GrantSet;
}

/** The subject is proven not to exist. */
export interface Absent {
  readonly status: "absent";
  /**
   * Why what was read may be no proof, such as a list in which nobody stands. Then somebody whom the state knows is neither taken for gone
   * nor entered anew.
   */
  readonly doubt?: string;
}

export type Observation<Detail> = Observed<Detail> | Unobservable | Absent;

export interface Change<Detail> {
  readonly plan: Plan;
  /** The whole set that must be there afterwards. */
  readonly target: GrantSet;
  readonly seen: Observed<Detail> | Unobservable;
  /** Grants that this resource made, or may have made. */
  readonly owned: GrantSet;
}

/** Somebody in a list, whether a resource speaks for them or not. */
export interface Member {
  /** As {@link Observed} has it. */
  readonly id: string;
  /** What the system calls them, such as an e-mail address. */
  readonly name: string;
  /** Nothing where the system's words for them cannot be understood. */
  readonly grants: GrantSet | undefined;
}

/** Everybody whom the system shows in the list in which a resource's subject stands. */
export interface Roster {
  /** Tells the list from all others: the same value wherever the same people are meant, also through another connection. */
  readonly list: unknown;
  /** The list in words, such as `company 15`. */
  readonly scope: string;
  readonly members: () => Promise<readonly Member[]>;
}

/** The entry of a subject that had none. */
export interface Enrolled<Detail> {
  readonly entry: Observed<Detail>;
  /** Whether it was made now; somebody else may have made it a moment before. */
  readonly isNew: boolean;
  /**
   * Where what told that there was no entry is no proof, such as a list in which nobody stands: reads again, now that there is one.
   *
   * @throws PermissionError where what is read now shows that it was wrong
   */
  readonly confirm?: () => Promise<void>;
}

/** Reads and writes the access of one kind of subject. The only place of a system that does I/O. */
export interface Client<Arguments, Detail> {
  /** Where the subjects live: with their identity it tells each of them from all others, through whatever connection. */
  readonly address: string;
  observe(args: Arguments): Promise<Observation<Detail>>;
  /** Carries out a change. Returns what is there now, where the answer proves it; otherwise the lifecycle reads again. */
  write(args: Arguments, change: Change<Detail>): Promise<Observed<Detail> | undefined>;
  /**
   * Reads a subject again, before a write that carries over what `seen` shows and that others share: what somebody took away since must
   * not be given back. Returns `seen` where the write carries nothing over.
   */
  lookAgain?(args: Arguments, seen: Observed<Detail>): Promise<Observation<Detail>>;
  /**
   * What lists that serve everybody tell of a subject before its turn: who is not there, or an error that its own write would meet. Only
   * where {@link observe} and {@link write} ask for these lists anyway.
   */
  foresee?(args: Arguments): Promise<Observation<Detail> | undefined>;
  /** Says that what was read of a subject may be too old, so that the next {@link observe} asks the system. */
  forget?(args: Arguments): void;
  /** Makes an entry for a subject that has none, where the system allows that without creating a person or an account. */
  enroll?(args: Arguments): Promise<Enrolled<Detail>>;
  /** Who else has access there. Only for lists that {@link observe} reads anyway, and that one program is meant to cover. */
  roster?(args: Arguments, seen: Observed<Detail>): Roster;
  /**
   * Every list that the connection can show, whoever the program speaks for. Not where the system has no lists.
   *
   * @param among only the lists, or people, that somebody has named, by the words of {@link AdoptionRules.scope}; also those in no list
   */
  rosters?(among?: readonly string[]): Promise<readonly Roster[]>;
}
