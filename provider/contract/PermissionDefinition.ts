import type { Covers, Desired, Plan, Unlisted } from "../access/access.js";
import type { Grant, GrantSet } from "../access/grants.js";
import type { ArgumentSchema, Properties } from "../arguments/arguments.js";
import type { Until } from "../arguments/until.js";
import type { Client, Member, Observed } from "./Client.js";
import type { ConfigSource, Notify } from "./Context.js";
import type { GrantNames, Holder } from "./GrantNames.js";

export type OnDelete = "revoke" | "restore" | "keep";

/** Arguments that every permission resource has. */
export interface CommonArguments {
  readonly connection: string;
  /** Default: `"revoke"`. */
  readonly unlisted?: Unlisted;
  /** Default: `"keep"`, for resources that have no such argument; the others fill it in themselves. */
  readonly onDelete?: OnDelete;
  /** When access ends, for resources that have such an argument. */
  readonly until?: Until | undefined;
  /** In which a last day ends. Default: `"UTC"`. */
  readonly timeZone?: string | undefined;
}

/** How `pulumi-permissions adopt` finds words for somebody who has access already. */
export interface AdoptionRules {
  /**
   * The arguments that name somebody whom a list shows, with as little as is required beside, such as `permissions: []`; the best first:
   * those that lead back to them are taken. An import knows the id alone, and gives it as the name too.
   */
  readonly identities: (member: Member) => readonly Properties[];
  /** What ids look like, for an import, which knows nothing else; `example` is one. */
  readonly id: { readonly pattern: RegExp; readonly example: string };
  /** The option by which people say where to look, or at whom. */
  readonly scope?: "company" | "account" | "contact";
  /** What is wide in a set of grants, or means more than it says, and should be looked at first; without a full stop. */
  readonly concerns: (grants: GrantSet) => readonly string[];
  /** What to do in the system where no arguments can say what somebody has. */
  readonly cure: string;
  /** Who may have access and is in no list: a sentence. */
  readonly beyond?: string;
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
  /** What is perhaps a mistake in arguments that are right as far as can be told: one sentence each, without a full stop. */
  readonly cautions?: (args: Arguments) => readonly string[];
  readonly covers?: Covers;
  /** Grants whose names say too little to people, in words that do: `full root access (*)`. Reports for machines have the names. */
  readonly grantWords?: Readonly<Record<Grant, string>>;
  /** Default: whatever somebody holds by that name. */
  readonly names?: GrantNames;
  /**
   * What one of somebody's grants gives besides itself although plans compare names alone; "perhaps" where only the system knows.
   *
   * @param all every grant of the resource
   */
  readonly givesToo?: (wider: Grant, narrower: Grant, all: GrantSet) => "surely" | "perhaps" | undefined;
  /** For a resource that speaks for several people. */
  readonly holderIn?: (grant: Grant) => Holder;
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
  /** For a system in which nobody may be left with nothing: the argument that says what stays once everything has ended. */
  readonly afterEnd?: {
    readonly property: string;
    readonly grants: (args: Arguments) => GrantSet | undefined;
    /** Why there must be something, without a full stop. */
    readonly why: string;
  };
  /** Without it `adopt` leaves this kind out. */
  readonly adoption?: AdoptionRules;
}

/**
 * All that a system says of one kind of resource; nothing else is known of it outside of its folder. **Begin here to add a system**: the
 * rules are pure functions over plain data, `connect` gives the {@link Client}, which does all I/O. CONTRIBUTING.md goes through it step by
 * step; `systems/hostup/definition.ts` is a whole one.
 */
export interface PermissionDefinition<Arguments extends CommonArguments, Detail> extends PermissionRules<Arguments> {
  /**
   * For an API that only shows: instead of a write, says what a plan means, or throws where that must not stand. What the program
   * says is then remembered as it is, and the next read compares again.
   */
  readonly watch?: (args: Arguments, plan: Plan, seen: Observed<Detail>, notify: Notify) => void;
  readonly connect: (connection: string, config: ConfigSource, notify: Notify) => Client<Arguments, Detail>;
}
