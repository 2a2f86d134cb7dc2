import { isDeepStrictEqual } from "node:util";
import { type Arguments, type Mishap, type Person, people, personOf, vocabulary } from "./PeopleSystem.js";
import type { Ending, Program, RunOptions, Stored } from "./SimulatedEngine.js";

/** A resource as a program writes it. */
export type Declared = Pick<Arguments, "connection" | "who" | "unlisted" | "onDelete"> & {
  readonly permissions: readonly string[];
  readonly denied: readonly string[];
};

/** An engine, with its state. */
export interface Engine {
  readonly state: readonly Stored[];
  up(program: Program, options: RunOptions): Promise<Ending>;
  refresh(): Promise<Ending>;
  destroy(options: Pick<RunOptions, "refresh" | "backwards">): Promise<Ending>;
  /** `pulumi state unprotect --all` */
  unprotect(): Promise<void>;
}

/** Where a world is played: on the handlers, or with the real engine against the sandbox. */
export interface Stage {
  readonly engine: Engine;
  /** Whether the system tells what people have. */
  readonly readable: boolean;
  grantsOf(person: Person): readonly string[];
  /** What messages may call somebody. */
  titlesOf(person: Person): readonly string[];
  /** An administrator gives or takes. */
  drift(person: Person, grant: string, isGiven: boolean): void;
  /** Has the writes of a run go wrong. */
  run(mishaps: readonly Mishap[], run: () => Promise<Ending>): Promise<Ending | "killed">;
}

/** What is known of a person beside the program. */
interface Knowledge {
  /** What the package may have granted since it speaks for the person. */
  made: Set<string>;
  /** What was there before it first wrote; nothing while that is not known. */
  baseline: readonly string[] | undefined;
  /** Changed by hand since the package speaks for the person. */
  byHand: Set<string>;
  /** Of which no run without a look at live access can know the truth; emptied by `up --refresh`. */
  doubtful: Set<string>;
  /** A removal failed half way: the state says that access is there. Where the program declares the person again, see `doubtful`. */
  wasHalfRemoved: boolean;
}

const ignorant = (): Knowledge => ({
  made: new Set(),
  baseline: undefined,
  byHand: new Set(),
  doubtful: new Set(),
  wasHalfRemoved: false,
});

/** The program, the state, live access, and what should be true of it. */
export class OwnershipWorld {
  readonly #stage: Stage;
  program: Record<string, Declared> = {};
  /** What was done, for whoever reads a failure. */
  readonly story: string[] = [];
  readonly endings = { green: 0, red: 0, killed: 0 };
  readonly #known = new Map<Person, Knowledge>(people.map((person) => [person, ignorant()]));
  /** Since a run was killed, the state may lag behind; the same program brings it up to date. */
  #wasKilled = false;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  get #engine(): Engine {
    return this.#stage.engine;
  }

  edit(change: (program: Record<string, Declared>) => void): void {
    const before = this.program;
    this.program = { ...before };
    change(this.program);
    if (this.#wasKilled && !isDeepStrictEqual(before, this.program)) this.#doubtAll();
  }

  drift(person: Person, grant: string, isGiven: boolean): void {
    if (!this.#stage.readable) return;
    this.#stage.drift(person, grant, isGiven);
    for (const set of [this.#of(person).byHand, this.#of(person).doubtful]) set.add(grant);
  }

  async up(options: RunOptions, mishaps: readonly Mishap[]): Promise<void> {
    const before = this.#engine.state;
    const held = new Map(people.map((person) => [person, this.#stage.grantsOf(person)]));
    this.#foresee(before);
    const ending = await this.#stage.run(mishaps, () => this.#engine.up(this.program, options));
    this.#tell(ending);
    // What is deleted first and made again was half removed, too.
    if (ending === "killed") return this.#afterKill(options.deletesFirst ? {} : this.program);
    if (!options.refresh) this.#afterHandOver(before);
    this.#demandCalm(ending, options.refresh, mishaps);
    this.#demandNames(ending, held);
    if (options.targets !== undefined) return this.#afterTarget(before, options.targets);
    if (!ending.isGreen) return this.#afterFailure(before);
    this.#wasKilled = false;
    for (const person of people) this.#judge(person, before, this.program, options.refresh);
  }

  async destroy(options: Pick<RunOptions, "refresh" | "backwards">, mishaps: readonly Mishap[]): Promise<void> {
    const before = this.#engine.state;
    const ending = await this.#stage.run(mishaps, () => this.#engine.destroy(options));
    this.#tell(ending);
    for (const person of people) {
      // Who remembered may be gone, and the other one, protected for example, may not.
      const isHalf = ending === "killed" || !ending.isGreen;
      if (isHalf && this.#goneFrom(before, person).length > 0) this.#of(person).baseline = undefined;
    }
    if (ending === "killed") return this.#afterKill({});
    for (const person of people) {
      const isIn = (state: readonly Stored[]) => state.some((stored) => isOf(stored, person));
      if (!ending.isGreen && isIn(before)) this.#of(person).wasHalfRemoved = true;
      if (!isIn(this.#engine.state) && !ending.isGreen) Object.assign(this.#of(person), ignorant());
      if (ending.isGreen) this.#judge(person, before, {}, options.refresh);
    }
  }

  async refresh(): Promise<void> {
    const ending = await this.#engine.refresh();
    if (!ending.isGreen) this.#fail(`a refresh failed: ${ending.errors.join("; ")}`);
  }

  /** Whatever has happened: a sound program, a look at live access, and nothing that goes wrong end well. */
  async settle(): Promise<void> {
    const calm: RunOptions = {
      refresh: true,
      continueOnError: false,
      targets: undefined,
      replace: [],
      deletesFirst: false,
      condemnedFirst: false,
      failsAfter: undefined,
      protects: false,
      chained: false,
      backwards: false,
    };
    this.edit((program) => {
      for (const [name, { who }] of Object.entries(program)) {
        const first = Object.entries(program).find(([, other]) => personOf(other.who) === personOf(who));
        if (first?.[0] !== name) delete program[name];
      }
      // An existing resource whose system does not tell what was there cannot begin to restore it.
      for (const [name, args] of Object.entries(program)) {
        if (!this.#stage.readable && args.onDelete === "restore") program[name] = { ...args, onDelete: "revoke" };
      }
    });
    await this.#engine.unprotect();
    this.story.push("settle");
    await this.up(calm, []);
    const { isGreen, errors } = await this.#engine.up(this.program, calm);
    if (!isGreen) this.#fail(`up --refresh does not end well: ${errors.join("; ")}`);
    await this.up({ ...calm, refresh: false }, []);
    await this.destroy({ refresh: false, backwards: false }, []);
    if (this.#engine.state.length > 0) this.#fail("destroy left something in the state");
  }

  /** What is there before the package first writes. */
  #foresee(before: readonly Stored[]): void {
    for (const person of people) {
      const known = this.#of(person);
      const mine = this.#declarationsOf(person, this.program);
      if (mine.length === 0) continue;
      if (known.wasHalfRemoved) this.#doubt(person);
      if (!before.some((stored) => isOf(stored, person)) && known.baseline === undefined && !this.#wasKilled) {
        known.baseline = this.#stage.grantsOf(person);
      }
      for (const { permissions } of mine) for (const grant of permissions) known.made.add(grant);
    }
  }

  #afterKill(program: Readonly<Record<string, Declared>>): void {
    this.#wasKilled = true;
    for (const person of people) {
      if (this.#declarationsOf(person, program).length === 0) this.#of(person).wasHalfRemoved = true;
      if (this.#engine.state.some((stored) => isOf(stored, person))) continue;
      // No state: what the killed run granted is what the next one finds.
      Object.assign(this.#of(person), { ...ignorant(), wasHalfRemoved: this.#of(person).wasHalfRemoved });
    }
  }

  #afterTarget(before: readonly Stored[], targets: readonly string[]): void {
    for (const person of people) {
      const entries = [...before, ...this.#engine.state].filter((stored) => isOf(stored, person));
      const mine = this.#declarationsOf(person, this.program).length;
      const isTouched = entries.some(({ name }) => targets.includes(name)) || mine > 0;
      // What --target leaves out the provider never sees.
      if (isTouched) this.#doubt(person);
      if (!this.#engine.state.some((stored) => isOf(stored, person))) Object.assign(this.#of(person), ignorant());
      else this.#of(person).baseline = undefined;
    }
  }

  /** Without a refresh only a warning tells what the old one remembers, where the new one need not restore it. */
  #afterHandOver(before: readonly Stored[]): void {
    for (const person of people) {
      const [declared] = this.#declarationsOf(person, this.program);
      const isHandedOver = this.#goneFrom(before, person).length > 0;
      if (declared && isHandedOver && declared.onDelete !== "restore") this.#of(person).baseline = undefined;
    }
  }

  #goneFrom(before: readonly Stored[], person: Person): readonly Stored[] {
    const isThere = (stored: Stored) => this.#engine.state.some((now) => isSameResource(now, stored));
    return before.filter((stored) => isOf(stored, person) && !isThere(stored));
  }

  #afterFailure(before: readonly Stored[]): void {
    for (const person of people) {
      const isRemoved =
        before.some((stored) => isOf(stored, person)) && this.#declarationsOf(person, this.program).length === 0;
      if (isRemoved) this.#of(person).wasHalfRemoved = true;
      if (!this.#engine.state.some((stored) => isOf(stored, person))) Object.assign(this.#of(person), ignorant());
    }
  }

  /** A refresh fails for nothing that is in the state, and without a mishap nothing fails for it. */
  #demandCalm({ errors }: Ending, refresh: boolean, _mishaps: readonly Mishap[]): void {
    if (refresh && errors.some((error) => error.includes("DuplicateSubject")) && this.#isSound()) {
      this.#fail(`a sound program was refused: ${errors.join("; ")}`);
    }
  }

  /** A run that ends red names everybody whom it took a declared grant from. */
  #demandNames({ isGreen, said }: Ending, held: ReadonlyMap<Person, readonly string[]>): void {
    if (isGreen) return;
    for (const person of people) {
      const live = this.#stage.grantsOf(person);
      const declared = this.#declarationsOf(person, this.program).flatMap(({ permissions }) => permissions);
      const lost = (held.get(person) ?? []).filter((grant) => declared.includes(grant) && !live.includes(grant));
      const titles = this.#stage.titlesOf(person);
      if (lost.length > 0 && !said.some((text) => titles.some((title) => text.includes(title))))
        this.#fail(`${person} has lost ${lost.join(", ")} in a run that ended red and did not say so`);
    }
  }

  #isSound(): boolean {
    return people.every((person) => this.#declarationsOf(person, this.program).length <= 1);
  }

  /** The rule: nobody loses a declared grant and nobody keeps an undeclared one in a run that ends green. */
  #judge(
    person: Person,
    before: readonly Stored[],
    program: Readonly<Record<string, Declared>>,
    refresh: boolean,
  ): void {
    const known = this.#of(person);
    const mine = this.#declarationsOf(person, program);
    const [declared, second] = mine;
    const gone = this.#goneFrom(before, person);
    if (second !== undefined) this.#fail(`two resources speak for ${person}, and nobody says so`);
    if (declared === undefined) {
      if (this.#engine.state.some((stored) => isOf(stored, person))) this.#fail(`${person} is still in the state`);
      this.#judgeRemoved(person, known, gone);
      Object.assign(known, ignorant());
      return;
    }
    if (refresh && this.#stage.readable) known.doubtful.clear();
    if (refresh) known.wasHalfRemoved = false;
    // Whoever was let go, or replaced, by a resource that leaves things as they are.
    for (const { outputs } of before.filter((stored) => isOf(stored, person) && stored.outputs.onDelete === "keep")) {
      const record: { declared?: readonly string[] } = Object(outputs.__state);
      for (const grant of record.declared ?? []) known.made.delete(grant);
    }
    for (const { permissions } of mine) for (const grant of permissions) known.made.add(grant);
    for (const grant of known.byHand) if (!declared.permissions.includes(grant)) known.made.delete(grant);
    const live = this.#stage.grantsOf(person);
    const certain = (grant: string) => !known.doubtful.has(grant);
    const lost = declared.permissions.filter((grant) => !live.includes(grant) && certain(grant));
    if (lost.length > 0) this.#fail(`${person} has lost ${lost.join(", ")}, which the program declares`);
    const isStrange = (grant: string) =>
      declared.unlisted === "revoke" ||
      declared.denied.includes(grant) ||
      (known.made.has(grant) && known.baseline !== undefined && !known.baseline.includes(grant));
    const kept = live.filter((grant) => !declared.permissions.includes(grant) && isStrange(grant) && certain(grant));
    if (kept.length > 0) this.#fail(`${person} keeps ${kept.join(", ")}, which nobody declares`);
  }

  #judgeRemoved(person: Person, known: Knowledge, gone: readonly Stored[]): void {
    const options = gone.map(({ outputs }) => ({ unlisted: outputs.unlisted, onDelete: outputs.onDelete }));
    if (options.length === 0 || options.some(({ onDelete }) => onDelete === "keep")) return;
    const live = this.#stage.grantsOf(person);
    const certain = (grant: string) => !known.doubtful.has(grant) && !known.byHand.has(grant);
    const all = (mode: string) => options.every(({ onDelete }) => onDelete === mode);
    const { baseline } = known;
    if (all("revoke") && options.some(({ unlisted }) => unlisted === "revoke")) {
      const kept = live.filter(certain);
      if (kept.length > 0) this.#fail(`${person} keeps ${kept.join(", ")} after all was removed`);
    }
    if (baseline === undefined || !this.#stage.readable) return;
    const kept = live.filter((grant) => known.made.has(grant) && certain(grant) && !baseline.includes(grant));
    if (kept.length > 0) this.#fail(`${person} keeps ${kept.join(", ")}, which nobody declares any more`);
    const missing = all("restore") ? baseline.filter((grant) => certain(grant) && !live.includes(grant)) : [];
    if (missing.length > 0) this.#fail(`${person} was not given back ${missing.join(", ")}`);
  }

  #declarationsOf(person: Person, program: Readonly<Record<string, Declared>>): readonly Declared[] {
    return Object.values(program).filter(({ who }) => personOf(who) === person);
  }

  #doubtAll(): void {
    for (const person of people) this.#doubt(person);
  }

  #doubt(person: Person): void {
    for (const grant of vocabulary) this.#of(person).doubtful.add(grant);
  }

  #of(person: Person): Knowledge {
    const known = this.#known.get(person);
    if (known === undefined) throw new Error(`nobody is called ${person}`);
    return known;
  }

  #tell(ending: Ending | "killed"): void {
    const live = people.map((person) => `${person} has ${this.#stage.grantsOf(person).join("") || "nothing"}`);
    this.story.push(`  ${describe(ending)}; ${live.join(", ")}`);
    if (ending === "killed") this.endings.killed += 1;
    else this.endings[ending.isGreen ? "green" : "red"] += 1;
  }

  #fail(message: string): never {
    const state = this.#engine.state.map(
      ({ name, outputs, isCondemned }) => `${name}${isCondemned ? " (condemned)" : ""}: ${JSON.stringify(outputs)}`,
    );
    throw new Error([message, ...this.story, ...state, JSON.stringify(this.program)].join("\n"));
  }
}

function describe(ending: Ending | "killed"): string {
  if (ending === "killed") return "killed";
  return ending.isGreen ? "green" : `red: ${ending.errors.join("; ")}`;
}

/** Whether a resource is the one that it was before a run, updated or not. */
function isSameResource(one: Stored, other: Stored): boolean {
  const [first, second] = [one, other].map(({ name, outputs }) => {
    const record: { since?: string; writtenAt?: string } = Object(outputs.__state);
    return `${name} ${outputs.who} ${record.since ?? record.writtenAt}`;
  });
  return first === second;
}

function isOf({ outputs }: Stored, person: Person): boolean {
  return typeof outputs.who === "string" && personOf(outputs.who) === person;
}
