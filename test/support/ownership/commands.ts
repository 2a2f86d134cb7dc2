import fc from "fast-check";
import type { Declared, OwnershipWorld } from "./OwnershipWorld.js";
import { type Mishap, personOf } from "./PeopleSystem.js";
import type { RunOptions } from "./SimulatedEngine.js";

/** What the commands know of the world before they run: nothing, they may come in any order. */
export type Model = Record<string, never>;
export type Command = fc.AsyncCommand<Model, OwnershipWorld>;

class Step implements Command {
  readonly #words: string;
  readonly #perform: (world: OwnershipWorld) => Promise<void> | void;

  constructor(words: string, perform: (world: OwnershipWorld) => Promise<void> | void) {
    this.#words = words;
    this.#perform = perform;
  }

  check(): boolean {
    return true;
  }

  async run(_model: Model, world: OwnershipWorld): Promise<void> {
    world.story.push(this.#words);
    await this.#perform(world);
  }

  toString(): string {
    return this.#words;
  }
}

const names = ["x", "y", "z"];
const grants = fc.subarray(["a", "b", "c"]);

const declared: fc.Arbitrary<Declared> = fc
  .record({
    connection: fc.constantFrom("default", "default", "second"),
    who: fc.constantFrom("ada", "ada", "#1", "bob", "#2"),
    permissions: grants,
    denied: grants,
    unlisted: fc.constantFrom("revoke", "revoke", "keep"),
    onDelete: fc.constantFrom("revoke", "revoke", "restore", "keep"),
  })
  .map((args) => ({ ...args, denied: args.denied.filter((grant) => !args.permissions.includes(grant)) }));

const rarely = (weight: number) => fc.integer({ min: 0, max: weight }).map((value) => value === weight);

const options: fc.Arbitrary<RunOptions> = fc.record({
  refresh: rarely(2),
  continueOnError: rarely(2),
  targets: fc.option(fc.subarray(names, { minLength: 1 }), { freq: 5, nil: undefined }),
  replace: fc.oneof({ weight: 4, arbitrary: fc.constant<string[]>([]) }, { weight: 1, arbitrary: fc.subarray(names) }),
  deletesFirst: rarely(5),
  condemnedFirst: rarely(3),
  failsAfter: fc.option(fc.integer({ min: 0, max: 2 }), { freq: 1, nil: undefined }),
  protects: rarely(9),
  chained: rarely(3),
  backwards: fc.boolean(),
});

const mishaps = fc.array(
  fc.constantFrom<Mishap>("none", "none", "none", "none", "refused", "broken", "killed before", "killed after"),
  { maxLength: 4 },
);
const noMishaps = fc.constant<Mishap[]>([]);

/** A plain `pulumi up`, that another resource may interrupt. */
const simply: fc.Arbitrary<RunOptions> = options.map(({ failsAfter, backwards, chained }) => ({
  refresh: false,
  continueOnError: false,
  targets: undefined,
  replace: [],
  deletesFirst: false,
  condemnedFirst: false,
  failsAfter,
  protects: false,
  chained,
  backwards,
}));

const up = (how: fc.Arbitrary<RunOptions>, some: fc.Arbitrary<Mishap[]>) =>
  fc.tuple(how, some).map(([given, wrong]) => {
    const words = Object.entries(given).filter(
      ([, value]) => value !== undefined && value !== false && String(value) !== "",
    );
    const text = `up ${words.map(([key, value]) => `${key}=${value}`).join(" ")} [${wrong.join()}]`;
    return new Step(text, (world) => world.up(given, wrong));
  });

// Mostly in the place of whoever spoke for the person: with two at once the run is refused, and little happens.
const declare: fc.Arbitrary<Command> = fc.tuple(fc.constantFrom(...names), declared, rarely(6)).map(
  ([name, args, isSecond]) =>
    new Step(`declare ${name} ${JSON.stringify(args)}${isSecond ? "" : " alone"}`, (world) =>
      world.edit((program) => {
        for (const [other, { who }] of Object.entries(program)) {
          if (!isSecond && personOf(who) === personOf(args.who)) delete program[other];
        }
        program[name] = args;
      }),
    ),
);

/** Everything that a user, an administrator and a bad day may do. */
export const commands: readonly fc.Arbitrary<Command>[] = [
  declare,
  declare,
  declare,
  fc.constantFrom(...names).map(
    (name) =>
      new Step(`remove ${name}`, (world) =>
        world.edit((program) => {
          delete program[name];
        }),
      ),
  ),
  fc.tuple(fc.constantFrom(...names), fc.constantFrom(...names)).map(
    ([from, to]) =>
      new Step(`rename ${from} to ${to}`, (world) =>
        world.edit((program) => {
          const args = program[from];
          if (args === undefined || from === to) return;
          delete program[from];
          for (const [other, { who }] of Object.entries(program))
            if (personOf(who) === personOf(args.who)) delete program[other];
          program[to] = args;
        }),
      ),
  ),
  fc
    .tuple(fc.constantFrom("ada", "bob"), fc.constantFrom("a", "b", "c", "z"), fc.boolean())
    .map(
      ([person, grant, isGiven]) =>
        new Step(`by hand ${isGiven ? "give" : "take"} ${person} ${grant}`, (world) =>
          world.drift(person === "ada" ? "ada" : "bob", grant, isGiven),
        ),
    ),
  up(simply, noMishaps),
  up(simply, noMishaps),
  up(simply, mishaps),
  up(options, noMishaps),
  up(options, noMishaps),
  up(options, mishaps),
  fc.constant(new Step("refresh", (world) => world.refresh())),
  fc
    .tuple(fc.record({ refresh: fc.boolean(), backwards: fc.boolean() }), mishaps)
    .map(
      ([given, wrong]) =>
        new Step(`destroy ${JSON.stringify(given)} [${wrong.join()}]`, (world) => world.destroy(given, wrong)),
    ),
];
