import type * as pulumi from "@pulumi/pulumi";
import type { Context } from "../../../provider/contract/Context.js";
import type { Handlers } from "../../../provider/lifecycle/lifecycle.js";
import type { Sandbox } from "../../../sandbox/index.js";

export type Args = Record<string, unknown>;

/** What the suites that run over every system need to know of one of them. */
export interface SystemCase {
  /** Class of the resource and, where it has kinds, which. */
  readonly name: string;
  /** What the provider text loads. */
  readonly path: string;
  readonly handlers: (context: Context) => Handlers;
  readonly declare: (name: string, args: Args, opts?: pulumi.CustomResourceOptions) => pulumi.CustomResource;
  /** Makes the subject, with {@link before} as its access. */
  readonly setUp: (sandbox: Sandbox) => void;
  /** Configuration beside the environment, such as credentials that make reading possible. */
  readonly env: (sandbox: Sandbox) => Readonly<Record<string, string>>;
  readonly args: Args;
  /** The same access in other words: order, repetition, defaults written out. */
  readonly sameArgs: Args;
  readonly changedArgs: Args;
  /** Arguments with several mistakes, and the property paths that must be named. */
  readonly wrong: { readonly args: Args; readonly paths: readonly string[] };
  /** Whether the system shows what a subject may do. Where it does not, drift is not seen and there is no baseline. */
  readonly readable: boolean;
  /** Whether the system at least shows that a subject is gone. */
  readonly showsExistence: boolean;
  /** For each argument that names the subject, another value of it. */
  readonly otherSubjects: readonly Args[];
  /** Arguments with which destroy gives back what it can, and what is then there. */
  readonly restoring: Args;
  readonly restored: readonly string[];
  readonly id: string;
  /** Grants that the subject has before the first write, once `args` are applied, and once `changedArgs` are. */
  readonly before: readonly string[];
  readonly granted: readonly string[];
  readonly changed: readonly string[];
  /** What the system holds, by its own state. */
  readonly live: (sandbox: Sandbox) => readonly string[];
  /** Somebody changes access behind the engine's back. */
  readonly drift: {
    readonly make: (sandbox: Sandbox) => void;
    readonly gained: readonly string[];
    readonly lost: readonly string[];
  };
  /** The subject goes; somebody else is there. */
  readonly remove: (sandbox: Sandbox) => void;
  /** The list in which the subject stands comes back empty; not where there is none, or where an empty one is an answer. */
  readonly empty?: ((sandbox: Sandbox) => void) | undefined;
}
