import type { Access, Covers, Desired, Plan, Unlisted } from "./access.js";
import type { ArgumentSchema, Properties } from "./arguments.js";
import type { ConfigSource } from "./connection.js";
import type { GrantSet } from "./grants.js";

export type OnDelete = "revoke" | "restore" | "keep";

/** Arguments that every permission resource has. */
export interface CommonArguments {
  readonly connection: string;
  /** Default: `"revoke"`. */
  readonly unlisted?: Unlisted;
  /** Default: `"keep"`, for resources that have no such argument; the others fill it in themselves. */
  readonly onDelete?: OnDelete;
}

/** What a read found. `detail` is the system's own, for the write that follows; the kernel never looks into it. */
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
  /** Why, and what to do: sentences that also stand alone. */
  readonly why: string;
  /** Every grant that the subject might hold, as far as the vocabulary is known. */
  readonly possible: GrantSet;
}

/** The subject is proven not to exist. */
export interface Absent {
  readonly status: "absent";
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

/** Reads and writes the access of one kind of subject. The only place of a system that does I/O. */
export interface Client<Arguments, Detail> {
  /** Where the subjects live: with their identity it tells each of them from all others, through whatever connection. */
  readonly address: string;
  observe(args: Arguments): Promise<Observation<Detail>>;
  /** Carries out a change. Returns what is there now, where the answer proves it; otherwise the kernel reads again. */
  write(args: Arguments, change: Change<Detail>): Promise<Observed<Detail> | undefined>;
  /** Makes an entry for a subject that has none, where the system allows that without creating a person or an account. */
  enroll?(args: Arguments): Promise<Observed<Detail>>;
  /** Who else has access there. Only for lists that {@link observe} reads anyway, and that one program is meant to cover. */
  roster?(args: Arguments, seen: Observed<Detail>): Roster;
}

/** What one kind of resource means, as pure functions over plain data. */
export interface PermissionRules<Arguments extends CommonArguments> {
  /** Class of the resource, such as `ContactPermissions`. */
  readonly kind: string;
  readonly schema: ArgumentSchema<Arguments>;
  /** Arguments that name the subject: another value means another subject, and so a replacement. */
  readonly identity: readonly (keyof Arguments & string)[];
  /** The subject in words, such as `HostUp contact 14059`. */
  readonly subject: (args: Arguments) => string;
  /** What to do when the subject does not exist. */
  readonly absentCure: string;
  readonly desired: (args: Arguments) => Desired;
  /** The arguments that say the same as a set of grants. */
  readonly render: (grants: GrantSet, args: Arguments) => Properties;
  readonly covers?: Covers;
  /** What `unlisted: "revoke"` means for the rest, in a preview. Default: "whatever else it has is revoked". */
  readonly fateOfOthers?: string;
  /** Milliseconds after which access that cannot be read is written again. */
  readonly reassertAfter?: (args: Arguments) => number | undefined;
  /**
   * The grants that `onDelete: "restore"` writes; without this function, the baseline.
   *
   * @throws UnsafeChangeError when writing them back would be dangerous
   */
  readonly restore?: (args: Arguments, baseline: GrantSet | null) => GrantSet | null;
}

/** All that the kernel needs to know of one kind of resource. */
export interface PermissionDefinition<Arguments extends CommonArguments, Detail> extends PermissionRules<Arguments> {
  /**
   * For an API that only shows: instead of a write, says what a plan means, or throws where that must not stand. What the program
   * says is then remembered as it is, and the next read compares again.
   */
  readonly watch?: (args: Arguments, plan: Plan, seen: Observed<Detail>, notify: Notify) => void;
  readonly connect: (connection: string, config: ConfigSource, notify: Notify) => Client<Arguments, Detail>;
}

/** Tells the user something that is no error. */
export type Notify = (severity: "info" | "warning", message: string) => void;

/** What the handlers need from whoever calls them. */
export interface Context {
  readonly config: ConfigSource;
  readonly notify: Notify;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Whether the engine writes the state only at its end, so that a run which is killed leaves no trace of what it made. */
  readonly skipsCheckpoints?: boolean;
}
