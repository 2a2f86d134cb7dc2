import type { CustomResource } from "@pulumi/pulumi";
import type { Sandbox } from "../sandbox/index.js";

/** One subject in ten drifts. */
function drifts(index: number): boolean {
  return index % 10 === 0;
}

/** Lets those drift. */
export function driftSome(kind: Kind, sandbox: Sandbox, count: number): void {
  for (let index = 0; index < count; index++) if (drifts(index)) kind.drift(sandbox, index);
}

/** What was to be done must have been done, or the figure is worth nothing. */
export function requireDeclared(kind: Kind, sandbox: Sandbox, count: number, after: string): void {
  for (let index = 0; index < count; index++) {
    if (!kind.isAsDeclared(sandbox, index))
      throw new Error(`${kind.path}: subject ${index} is not as declared after ${after}`);
  }
}

export function driftedOf(count: number): number {
  return Math.ceil(count / 10);
}

/** One kind of resource, as far as measuring needs it. */
export interface Kind {
  /** System and class, as the provider text names them. */
  readonly path: string;
  /** Makes the subjects `0 … count - 1`, without the access that the program declares. */
  readonly setUp: (sandbox: Sandbox, count: number) => void;
  readonly args: (index: number) => Readonly<Record<string, unknown>>;
  readonly declare: (name: string, index: number) => CustomResource;
  /** Somebody takes a right away from one subject. */
  readonly drift: (sandbox: Sandbox, index: number) => void;
  /** Whether one subject has exactly what the program declares. */
  readonly isAsDeclared: (sandbox: Sandbox, index: number) => boolean;
  /** Requests that a refresh of `count` resources needs at least. */
  readonly fewestReads: (count: number) => number;
}
