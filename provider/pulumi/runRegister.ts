import * as pulumi from "@pulumi/pulumi";
import type { GuardLimits } from "../contract/Context.js";
import { sharedByCopies } from "./sharedByCopies.js";

/** A permission resource that a program has made, for the guard that comes last. */
export interface Registered {
  /** The npm package that serves it, where it is not this one. */
  readonly package?: string | undefined;
  readonly system: string;
  readonly kind: string;
  readonly name: string;
  readonly resource: pulumi.CustomResource;
  /** The arguments that the program gives. */
  readonly given: readonly string[];
  /** Whether the engine forgets it without a word to the provider. */
  readonly isRetained: boolean;
}

interface RunRegister {
  readonly resources: Registered[];
  /** Name of the guard, once there is one. */
  guard: string | undefined;
  limits: Omit<GuardLimits, "people"> | undefined;
}

/**
 * What this run of a program has made so far. It goes with the run: an inline program may run many times in one process, and each run has
 * a stack resource of its own. Under mocks there is none, and nothing is remembered.
 */
export function runRegister(): RunRegister {
  const stack = pulumi.runtime.getStackResource();
  const fresh: RunRegister = { resources: [], guard: undefined, limits: undefined };
  if (stack === undefined) return fresh;
  const runs = sharedByCopies("pulumi-permissions/run/1", isRegister, () => new WeakMap<object, RunRegister>());
  const known = runs.get(stack);
  if (known !== undefined) return known;
  runs.set(stack, fresh);
  return fresh;
}

/** The limits of the guard, which is made last: known once the program has come to its end, or waits for something. */
export function limitsSoon(): Promise<GuardLimits | undefined> {
  const run = runRegister();
  return new Promise((resolve) => {
    setImmediate(() => resolve(run.limits && { ...run.limits, people: run.resources.length }));
  });
}

function isRegister(value: unknown): value is WeakMap<object, RunRegister> {
  return value instanceof WeakMap;
}
