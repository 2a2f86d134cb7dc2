import { isDeepStrictEqual } from "node:util";
import type { Properties } from "../../../provider/arguments/arguments.js";
import { PartlyAppliedError } from "../../../provider/errors.js";
import type { Handlers } from "../../../provider/lifecycle/lifecycle.js";

/** A resource as the engine's state has it. */
export interface Stored {
  readonly name: string;
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
  /** It was replaced, and waits for its deletion. */
  readonly isCondemned: boolean;
  /** It was deleted before its replacement, which is still to come. */
  readonly isPendingReplacement: boolean;
  readonly isProtected: boolean;
  /** Names of the resources that it depends on. */
  readonly dependencies: readonly string[];
}

/** Resources by name, in the order in which the program makes them. */
export type Program = Readonly<Record<string, Properties>>;

export interface RunOptions {
  readonly refresh: boolean;
  readonly continueOnError: boolean;
  /** Only these; nothing means all. */
  readonly targets: readonly string[] | undefined;
  readonly replace: readonly string[];
  /** The option `deleteBeforeReplace` of every resource. */
  readonly deletesFirst: boolean;
  /** Whether what waits for its deletion goes at the beginning: other releases of the engine may. */
  readonly condemnedFirst: boolean;
  /** Another provider's resource, after so many of the program's or after all, fails. */
  readonly failsAfter: number | undefined;
  readonly protects: boolean;
  /** Whether every resource depends on those before it. */
  readonly chained: boolean;
  /** The order of the deletes. */
  readonly backwards: boolean;
}

export interface Ending {
  readonly isGreen: boolean;
  readonly errors: readonly string[];
  /** Everything that a user reads of the run. */
  readonly said: readonly string[];
}

/**
 * As much of Pulumi's engine as decides which calls come, with what, and when, as seen in 3.248 (see `Ownership`): a refresh first, then
 * the program's resources, each checked and compared before its step begins, the steps side by side, and the deletes last. What depends
 * on something that failed is checked and compared, and then skipped; nothing is deleted on which somebody left still depends.
 */
export class SimulatedEngine {
  readonly #newRun: (notify: (message: string) => void) => Handlers;
  state: Stored[];
  #notes: string[] = [];

  /** @param newRun the provider in a process of its own */
  constructor(newRun: (notify: (message: string) => void) => Handlers, state: readonly Stored[] = []) {
    this.#newRun = newRun;
    this.state = [...state];
  }

  /** The engine that comes after this one was killed: what is still under way writes into no state of its. */
  successor(): SimulatedEngine {
    return new SimulatedEngine(this.#newRun, this.state);
  }

  async unprotect(): Promise<void> {
    this.state = this.state.map((stored) => ({ ...stored, isProtected: false }));
  }

  #begin(): Handlers {
    const notes: string[] = [];
    this.#notes = notes;
    return this.#newRun((message) => notes.push(message));
  }

  #end(errors: readonly string[]): Ending {
    return { isGreen: errors.length === 0, errors, said: [...errors, ...this.#notes] };
  }

  async up(program: Program, options: RunOptions): Promise<Ending> {
    const run = this.#begin();
    const errors: string[] = [];
    if (options.refresh) errors.push(...(await this.#refresh(run)));
    if (errors.length > 0) return this.#end(errors);
    if (options.condemnedFirst)
      await this.#delete(
        run,
        this.state.filter(({ isCondemned }) => isCondemned),
        errors,
      );
    if (errors.length > 0 && !options.continueOnError) return this.#end(errors);
    const steps: Promise<void>[] = [];
    const failed = new Set<string>();
    const attempt = (name: string, step: () => Promise<void>) => {
      const fail = (error: unknown) => {
        failed.add(name);
        errors.push(String(error));
      };
      steps.push(step().catch(fail));
    };
    const before: string[] = [];
    let index = 0;
    for (const [name, news] of Object.entries(program)) {
      if (errors.length > 0 && !options.continueOnError) break;
      if (options.targets && !options.targets.includes(name)) continue;
      if (index === options.failsAfter) {
        errors.push("another provider failed");
        if (!options.continueOnError) break;
        failed.add("another provider's resource");
      }
      index += 1;
      if (options.chained) await Promise.all(steps);
      try {
        const dependencies = options.chained ? [...before] : [];
        before.push(name);
        const step = await this.#plan(run, name, news, options, dependencies);
        if (options.chained && failed.size > 0) failed.add(name);
        else if (step) attempt(name, step);
      } catch (error) {
        errors.push(String(error));
        break;
      }
      // Some steps end before the next resource comes, some run beside it.
      if (index % 2 === 0) await Promise.all(steps);
    }
    if (options.failsAfter !== undefined && index <= options.failsAfter) errors.push("another provider failed");
    await Promise.all(steps);
    if (errors.length === 0 || options.continueOnError) {
      const isOver = ({ name, isCondemned }: Stored) =>
        (isCondemned || !Object.hasOwn(program, name)) &&
        (options.targets === undefined || options.targets.includes(name));
      const gone = this.state.filter(isOver);
      await this.#delete(run, options.backwards ? gone.reverse() : gone, errors);
    }
    return this.#end(errors);
  }

  async refresh(): Promise<Ending> {
    const errors = await this.#refresh(this.#begin());
    return this.#end(errors);
  }

  async destroy(options: Pick<RunOptions, "refresh" | "backwards">): Promise<Ending> {
    const run = this.#begin();
    const errors: string[] = options.refresh ? await this.#refresh(run) : [];
    if (errors.length === 0)
      await this.#delete(run, options.backwards ? [...this.state].reverse() : [...this.state], errors);
    return this.#end(errors);
  }

  async #refresh(run: Handlers): Promise<string[]> {
    const errors: string[] = [];
    await Promise.all(
      this.state.map(async (stored) => {
        try {
          const live = await run.read(stored.outputs);
          if (live === undefined) return this.#drop(stored);
          run.diff(live.outputs, stored.inputs, live.id);
          this.#replace(stored, { ...stored, id: live.id, outputs: live.outputs, inputs: live.inputs });
        } catch (error) {
          errors.push(String(error));
        }
      }),
    );
    return errors;
  }

  /** Checks and compares; returns what then is to be done. */
  async #plan(
    run: Handlers,
    name: string,
    news: Properties,
    options: RunOptions,
    dependencies: readonly string[],
  ): Promise<(() => Promise<void>) | undefined> {
    const resource = { name, mark: name };
    const old = this.state.find((stored) => stored.name === name && !stored.isCondemned);
    const isReplaced = options.replace.includes(name);
    const check = (olds: Properties) => {
      const { inputs, failures } = run.check(news, olds, resource);
      if (failures.length > 0) throw new Error(failures.map(({ reason }) => reason).join("; "));
      return inputs;
    };
    const create = async (inputs: Properties) => {
      const made = (id: string, outputs: Properties): Stored => {
        const isProtected = options.protects;
        return {
          name,
          id,
          inputs,
          outputs,
          isCondemned: false,
          isPendingReplacement: false,
          isProtected,
          dependencies,
        };
      };
      const keep = (stored: Stored) => {
        const before = this.state.find((one) => one === old || (one.name === name && one.isPendingReplacement));
        if (before?.isPendingReplacement) this.#drop(before);
        else if (before) this.#replace(before, { ...before, isCondemned: true });
        this.state.push(stored);
      };
      try {
        const { id, outputs } = await run.create(inputs);
        keep(made(id, outputs));
      } catch (error) {
        if (error instanceof PartlyAppliedError) keep(made(error.id, Object(error.state)));
        throw error;
      }
    };
    const replace = async (inputs: Properties) => {
      if (old && options.deletesFirst && !old.isPendingReplacement) {
        if (old.isProtected) throw new Error(`${name} is protected`);
        await run.delete(old.outputs, old.id);
        this.#replace(old, { ...old, isPendingReplacement: true });
      }
      await create(inputs);
    };
    if (old === undefined) {
      const inputs = check({});
      return () => create(inputs);
    }
    if (isReplaced) {
      const inputs = check({});
      return () => replace(inputs);
    }
    const inputs = check(old.inputs);
    const difference = run.diff(old.outputs, inputs, old.id);
    if (difference.replaces.length > 0 || old.isPendingReplacement) {
      const again = check({});
      return () => replace(again);
    }
    const same = { ...old, inputs, isProtected: options.protects, dependencies };
    if (!difference.changes) {
      this.#replace(old, same);
      return undefined;
    }
    return async () => {
      try {
        const { outputs } = await run.update(old.outputs, inputs);
        this.#replace(old, { ...same, outputs });
      } catch (error) {
        if (error instanceof PartlyAppliedError) this.#replace(old, { ...same, outputs: Object(error.state) });
        throw error;
      }
    };
  }

  async #delete(run: Handlers, all: readonly Stored[], errors: string[]): Promise<void> {
    let waiting = [...all];
    let left: readonly Stored[] = [];
    while (waiting.length > 0) {
      const dependsOn = (stored: Stored, { name }: Stored) => stored.dependencies.includes(name);
      const layer = waiting.filter((stored) => !waiting.some((other) => other !== stored && dependsOn(other, stored)));
      // A cycle cannot be: names that two resources share, one of them condemned, may look like one.
      const next = layer.length > 0 ? layer : waiting;
      waiting = waiting.filter((stored) => !next.includes(stored));
      await Promise.all(
        next.map(async (stored) => {
          try {
            if (left.some((other) => dependsOn(other, stored))) throw new Error("left, because a dependent is");
            if (stored.isProtected) throw new Error(`${stored.name} is protected`);
            if (!stored.isPendingReplacement) await run.delete(stored.outputs, stored.id);
            this.#drop(stored);
          } catch (error) {
            left = [...left, stored];
            errors.push(String(error));
          }
        }),
      );
    }
  }

  #drop(stored: Stored): void {
    this.state = this.state.filter((one) => one !== stored);
  }

  #replace(stored: Stored, now: Stored): void {
    if (isDeepStrictEqual(stored, now)) return;
    this.state = this.state.map((one) => (one === stored ? now : one));
  }
}
