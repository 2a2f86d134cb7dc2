import { resourceKinds } from "../../provider/systems/resourceKinds.js";
import { systems } from "../../provider/systems/systems.js";

interface Person {
  /** What the program calls the resource; missing where no resource speaks for them. */
  readonly name?: string | undefined;
  readonly subject: string;
  readonly connection: string;
}

/** Somebody as people know them, with the system's words and, where it is not the usual one, the connection. */
export function personWords({ name, subject, connection }: Person): string {
  const words = connection === "default" ? subject : `${subject}, connection ${connection}`;
  if (name !== undefined && name !== subject) return `${name} (${words})`;
  return connection === "default" ? subject : `${subject} (connection ${connection})`;
}

const words = new Map<string, Map<string, string>>();
for (const { system, grantWords: own } of resourceKinds.values())
  words.set(system.name, new Map([...(words.get(system.name) ?? []), ...Object.entries(own)]));

/** Grants of a system as people read them: a lone `*` says too little. */
export function grantWords(system: string, grants: readonly string[]): readonly string[] {
  const own = words.get(system);
  return grants.map((grant) => own?.get(grant) ?? grant);
}

/** What is wide in grants of a system, in words. */
export function concernsIn(system: string, grants: readonly string[]): readonly string[] {
  const kinds = [...resourceKinds.values()].filter((kind) => kind.system.name === system);
  return [...new Set(kinds.flatMap(({ concerns }) => concerns?.(grants) ?? []))];
}

export const counted = (count: number, one: string, many: string): string =>
  `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;

const titles = new Map(systems.map((system) => [system.name, system.title]));

export const systemTitle = (system: string): string => titles.get(system) ?? system;

/** A subject where its system is named already: `contact 14059` of `HostUp contact 14059`. */
export function bareSubject(system: string, subject: string): string {
  const title = `${systemTitle(system)} `;
  return subject.startsWith(title) ? subject.slice(title.length) : subject;
}
