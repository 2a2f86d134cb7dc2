import { z } from "zod";
import type { ConfigSource } from "../contract/Context.js";

export type Environment = Readonly<Record<string, string | undefined>>;

const connectionsSchema = z.record(
  z.string(),
  z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)),
);

/** Settings by connection, as the key `<system>:connections` holds them; nothing where it is something else. */
export function namedConnectionsIn(text: string): z.output<typeof connectionsSchema> | undefined {
  return connectionsSchema.safeParse(parseJson(text)).data;
}

/** Connections that the configuration or the environment speaks of; those that only the environment knows in lower case. */
export function namesOfConnections(
  system: string,
  settings: readonly string[],
  config: ConfigSource,
  environment: Environment,
): readonly string[] {
  // What cannot be read is a name too: whoever tries it gets the error that says what the key must hold.
  const named = Object.keys(namedConnectionsIn(config(`${system}:connections`) ?? "{}") ?? { connections: {} });
  const isConfigured = settings.some((setting) => config(`${system}:${setting}`) !== undefined);
  const names = new Map([...(isConfigured ? ["default"] : []), ...named].map((name) => [upperSnake(name), name]));
  const prefix = `${upperSnake(system)}_`;
  // The longest setting first: an access token is no setting "token" of a connection "access".
  const suffixes = settings.map(upperSnake).sort((left, right) => right.length - left.length);
  for (const [variable, value] of Object.entries(environment)) {
    if (!variable.startsWith(prefix) || !value) continue;
    const rest = variable.slice(prefix.length);
    const suffix = suffixes.find((word) => rest === word || rest.endsWith(`_${word}`));
    if (suffix === undefined) continue;
    const name = rest === suffix ? "DEFAULT" : rest.slice(0, -suffix.length - 1);
    if (!names.has(name)) names.set(name, name.toLowerCase());
  }
  return [...names.values()];
}

export function upperSnake(word: string): string {
  return word
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replaceAll("-", "_")
    .toUpperCase();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
