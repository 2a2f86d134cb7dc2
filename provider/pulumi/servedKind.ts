import { createRequire } from "node:module";
import process from "node:process";
import type { Properties } from "../arguments/arguments.js";
import type { DeclaredSubject } from "../lifecycle/declaredIn.js";
import { hostResolve } from "./hostResolve.js";

/** What the provider of a kind tells an AccessGuard. */
export interface ServedKind {
  /** Whom arguments speak for, as far as they are known. */
  readonly declared: (args: Properties, now: number) => DeclaredSubject | "watched" | undefined;
}

/** Every copy of this package knows it; the number is that of the form. */
const kindKey = Symbol.for("pulumi-permissions/kind/1");

/** Lets a guard know what a provider serves, whichever package it is of. */
export function serving<Provider extends object>(provider: Provider, kind: ServedKind): Provider {
  return Object.assign(provider, { [kindKey]: kind });
}

/**
 * The kind that another package serves, by the module that its provider text names; nothing where that is none of ours. It runs the module, as
 * the engine's host does: only for what the program itself declares, and never for what stands in a state.
 */
export function servedKindAt(module: string, folder = process.cwd()): ServedKind | undefined {
  try {
    const file = hostResolve(module, folder);
    const loaded: unknown = createRequire(file)(file);
    const kind: unknown = Object(loaded)[kindKey];
    return isServedKind(kind) ? kind : undefined;
  } catch {
    // Its own `check` has said what is wrong with it.
    return undefined;
  }
}

function isServedKind(value: unknown): value is ServedKind {
  return typeof value === "object" && value !== null && "declared" in value && typeof value.declared === "function";
}
