import type { Sandbox } from "../../sandbox/index.js";

/** One person of the quickstart, for the demo: how things stood before, and what somebody does behind the engine's back. */
export interface Scene {
  readonly subject: string;
  /** What the program declares, by grant, sorted. */
  readonly declared: readonly string[];
  readonly setUp: (sandbox: Sandbox) => void;
  /** What the subject may do, by the system's own state, sorted. */
  readonly live: (sandbox: Sandbox) => readonly string[];
  /** What is left after destroy. */
  readonly left: readonly string[];
  /** What ends by itself. */
  readonly ends?: { readonly grant: string; readonly lastDay: string };
  readonly meddle: {
    readonly words: string;
    readonly make: (sandbox: Sandbox) => void;
    readonly gained: readonly string[];
    readonly lost: readonly string[];
  };
}
