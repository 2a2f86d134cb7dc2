import { z } from "zod";
import { grantSet } from "../../../provider/access/grants.js";
import { connectionName, onDelete, setOf, unlisted, word } from "../../../provider/arguments/schema.js";
import type { Change, Client } from "../../../provider/contract/Client.js";
import type { PermissionDefinition } from "../../../provider/contract/PermissionDefinition.js";

const names = () => setOf(word("a permission"), "a list of permissions");
const object = z.object({
  connection: connectionName(),
  /** A name or a number, such as `ada` or `#1`: both mean one person. */
  who: word("a person"),
  permissions: names(),
  denied: names().default([]),
  unlisted: unlisted(),
  onDelete: onDelete(),
});
export type Arguments = z.output<typeof object>;

export type Person = "ada" | "bob";
export const people: readonly Person[] = ["ada", "bob"];
const numbers: Readonly<Record<string, Person>> = { "#1": "ada", "#2": "bob" };

export function personOf(who: string): Person | undefined {
  return numbers[who] ?? people.find((name) => name === who);
}

/** Every grant that there is; the last one is never declared. */
export const vocabulary = ["a", "b", "c", "z"];

/** What goes wrong with the writes that follow, in turn. */
export type Mishap =
  /** Nothing. */
  | "none"
  /** It is refused. */
  | "refused"
  /** It breaks after its first change. */
  | "broken"
  /** Everything ends before it, or after it took effect: no call returns any more. */
  | "killed before"
  | "killed after";

/** Two people of one system, whom it knows by name and by number, and two connections that lead there. */
export class PeopleSystem {
  readonly live = new Map<Person, Set<string>>(people.map((person) => [person, new Set(["z"])]));
  readonly mishaps: Mishap[] = [];
  readonly #readable: boolean;
  /** Counts what was ended: calls of an earlier life return no more. */
  #life = 0;
  #onDeath: () => void = () => undefined;

  constructor(readable: boolean) {
    this.#readable = readable;
  }

  grantsOf(person: Person): readonly string[] {
    return grantSet(this.live.get(person) ?? []);
  }

  /** Settles when a mishap ends everything. */
  nextDeath(): Promise<"killed"> {
    return new Promise((resolve) => {
      this.#onDeath = () => resolve("killed");
    });
  }

  readonly definition: PermissionDefinition<Arguments, null> = {
    kind: "PeoplePermissions",
    schema: { object, rules: [] },
    identity: ["connection", "who"],
    subject: ({ who }) => `person ${who}`,
    absentCure: "",
    desired: ({ permissions, denied, unlisted: mode }) => ({ grants: permissions, denied, unlisted: mode }),
    render: (grants, args) => ({ permissions: grants, denied: args.denied.filter((name) => !grants.includes(name)) }),
    connect: () => this.#clientOf(this.#life),
  };

  readonly #clientOf = (life: number): Client<Arguments, null> => ({
    address: "people:",
    observe: async ({ who }) => {
      await this.#answer(life);
      const person = personOf(who);
      if (person === undefined) return { status: "absent" };
      const id = String(people.indexOf(person) + 1);
      if (!this.#readable) return { status: "unobservable", id, why: "It is blind.", possible: vocabulary };
      return { status: "observed", id, access: { grants: this.grantsOf(person), implied: [] }, detail: null };
    },
    write: async ({ who }, change) => {
      await this.#answer(life);
      const own = this.live.get(personOf(who) ?? "ada") ?? new Set();
      const mishap = this.mishaps.shift() ?? "none";
      if (mishap === "refused") throw new Error(`person ${who}: refused`);
      if (mishap === "killed before") await this.#die();
      const steps = stepsOf(own, change);
      for (const step of steps.slice(0, mishap === "broken" ? 1 : undefined)) step();
      if (mishap === "killed after") await this.#die();
      if (mishap === "broken") throw new Error(`person ${who}: broken`);
      return undefined;
    },
  });

  async #answer(life: number): Promise<void> {
    await Promise.resolve();
    if (life !== this.#life) await new Promise(() => undefined);
  }

  async #die(): Promise<never> {
    this.#life += 1;
    this.#onDeath();
    return new Promise(() => undefined);
  }
}

function stepsOf(own: Set<string>, { plan, target, seen }: Change<null>): (() => void)[] {
  const revoke = seen.status === "observed" ? [...own].filter((name) => !target.includes(name)) : plan.revoke;
  return [...target.map((name) => () => void own.add(name)), ...revoke.map((name) => () => void own.delete(name))];
}
