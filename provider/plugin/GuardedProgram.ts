import type { Failure, Properties } from "../arguments/arguments.js";
import { Remembered, rememberedIn } from "../guard/guardHandlers.js";
import { referenceIn } from "./values.js";

interface Declared {
  readonly kind: string;
  readonly name: string;
  args: Properties;
}

/** The arguments of a guard as its handlers take them. */
export interface Resolved {
  readonly inputs: Properties;
  readonly failures: readonly Failure[];
  /** Permission resources of the program that the guard was not given. */
  readonly unguarded: readonly string[];
}

/**
 * The resources of the program, for a guard that is given them as they are, `subjects: [${anna}, ${bob}]`: only references arrive, and whom
 * they speak for was told when they were checked, which is before the guard is.
 */
export class GuardedProgram {
  readonly #declared = new Map<string, Declared>();

  declare(urn: string, kind: string, name: string, args: Properties): void {
    this.#declared.set(urn, { kind, name, args });
  }

  /** Notes what the state has of a resource: what a destroy would restore depends on it. */
  remember(urn: string, { baseline }: Properties): void {
    const declared = this.#declared.get(urn);
    if (declared && baseline !== undefined) declared.args = { ...declared.args, baseline };
  }

  /** The arguments of a guard with whom they speak for in place of references. */
  resolve(inputs: Properties, olds: Properties): Resolved {
    const { subjects } = inputs;
    if (!Array.isArray(subjects)) return { inputs, failures: [], unguarded: [] };
    const given = new Set(subjects.map(referenceIn));
    // The class for TypeScript sends more than references, and leaves nobody out.
    const isByReference = [...given].some((urn) => urn !== undefined);
    const left = [...this.#declared].filter(([urn]) => isByReference && !given.has(urn));
    const unguarded = left.map(([, { name }]) => name);
    const failures: Failure[] = [];
    const before = rememberedIn(olds);
    const told = subjects.map((subject: unknown, index) => {
      const urn = referenceIn(subject);
      if (urn === undefined) return subject;
      const declared = this.#declared.get(urn);
      if (declared === undefined) {
        const name = urn.split("::").at(-1);
        // With --target and --exclude the engine asks nothing about the rest of the program.
        const known = before.filter((one) => one.name === name);
        if (known[0] !== undefined && known.length === 1) return new Remembered(known[0]);
        const reason = `is ${name}, of which the guard's provider was told nothing: it is no permission resource, has another provider, or --target has left it out`;
        failures.push({ property: `subjects[${index}]`, reason });
        return subject;
      }
      return { ...declared, isRetained: false };
    });
    return { inputs: { ...inputs, subjects: told }, failures, unguarded };
  }
}
