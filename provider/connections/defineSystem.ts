import type { z } from "zod";
import { didYouMean } from "../arguments/suggest.js";
import type { ConfigSource } from "../contract/Context.js";
import { ConfigurationError } from "../errors.js";
import { type Environment, namedConnectionsIn, namesOfConnections, upperSnake } from "./namedConnections.js";
import { type Finding, tried } from "./probe.js";

export interface SystemSpec<Shape extends z.ZodRawShape, Api> {
  /** Namespace of the configuration keys and beginning of the environment names. */
  readonly name: string;
  /** What messages call the system. */
  readonly title: string;
  /** Settings by name. Every value arrives as text. */
  readonly settings: z.ZodObject<Shape>;
  /** Settings whose values are never shown. */
  readonly secrets: readonly (keyof Shape & string)[];
  /** @param keyOf names a setting of the connection as people write it, such as `hostup:url` */
  readonly open: (settings: z.output<z.ZodObject<Shape>>, keyOf: (setting: string) => string) => Api;
  /** Tries what can be read there without changing anything. */
  readonly probe: (api: Api) => Promise<readonly Finding[]>;
}

export interface System<Api> {
  readonly name: string;
  readonly title: string;
  readonly settings: z.ZodObject;
  /** Settings whose values are never shown. */
  readonly secrets: readonly string[];
  /**
   * The client of one connection; the same one for every call with the same `config`, so that a run shares its sockets,
   * limits and lists, and the next run begins without them. What `config` says the first time counts for the run.
   *
   * @throws ConfigurationError
   */
  connect(connection: string, config: ConfigSource): Api;
  /** Names of the connections that the configuration or the environment speaks of. */
  connections(config: ConfigSource): readonly string[];
  /** Tries a connection without changing anything; what does not work is a finding, not an exception. */
  probe(connection: string, config: ConfigSource): Promise<readonly Finding[]>;
}

/**
 * Declares how a system is reached. Settings come from the stack configuration first, then from the environment; what is missing is an
 * error with the command that sets it. Sockets, the limit of calls in flight, and pauses that a server asked for belong to a connection,
 * not to a resource.
 */
export function defineSystem<Shape extends z.ZodRawShape, Api>(spec: SystemSpec<Shape, Api>): System<Api> {
  const opened = new WeakMap<
    ConfigSource,
    { readonly byName: Map<string, Api>; readonly bySettings: Map<string, Api> }
  >();
  const connect = (connection: string, config: ConfigSource): Api => {
    let ofThisRun = opened.get(config);
    if (ofThisRun === undefined) {
      ofThisRun = { byName: new Map<string, Api>(), bySettings: new Map<string, Api>() };
      opened.set(config, ofThisRun);
    }
    // Every read of every resource asks: what a run was configured with does not change while it lasts.
    const name = `${config.revision?.() ?? 0} ${connection}`;
    const named = ofThisRun.byName.get(name);
    if (named !== undefined) return named;
    const settings = readSettings(spec, connection, config);
    // Two names for the same settings are one connection: lists that one of them changed must be read anew by the other.
    const key = JSON.stringify(settings);
    const api = ofThisRun.bySettings.get(key) ?? opening(spec, connection, settings, config);
    ofThisRun.byName.set(name, api);
    ofThisRun.bySettings.set(key, api);
    return api;
  };
  return {
    name: spec.name,
    title: spec.title,
    settings: spec.settings,
    secrets: spec.secrets,
    connect,
    connections: (config) => namesOfConnections(spec.name, Object.keys(spec.settings.shape), config, process.env),
    async probe(connection, config) {
      try {
        // Somebody is waiting for the answer: what does not work at the second attempt is said.
        const settings = { ...readSettings(spec, connection, config), retries: 1 };
        return await spec.probe(opening(spec, connection, settings, config));
      } catch (error) {
        return [await tried("connect", () => Promise.reject(error))];
      }
    },
  };
}

/** An address or a file that cannot be used is a mistake in the configuration of one connection: the error names it. */
function opening<Shape extends z.ZodRawShape, Api>(
  spec: SystemSpec<Shape, Api>,
  connection: string,
  settings: z.output<z.ZodObject<Shape>>,
  config: ConfigSource,
): Api {
  try {
    return spec.open(settings, (setting) => place(spec, connection, setting, config).configKey);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new ConfigurationError(`The ${spec.title} connection "${connection}" cannot be used: ${error.message}`);
  }
}

/** Whether the engine that started this process was told not to write the state at each step. */
export function skipsCheckpoints(environment: Environment = process.env): boolean {
  return ["1", "true"].includes(environment.PULUMI_SKIP_CHECKPOINTS?.toLowerCase() ?? "");
}

/** The current configuration of the stack, as the engine tells a plugin: that of its own namespace, as one JSON object. */
export function configOfPlugin(environment: Environment = process.env): string {
  return environment.PULUMI_CONFIG ?? "{}";
}

/** @throws ConfigurationError */
export function readSettings<Shape extends z.ZodRawShape, Api>(
  spec: SystemSpec<Shape, Api>,
  connection: string,
  config: ConfigSource,
  environment: Environment = process.env,
): z.output<z.ZodObject<Shape>> {
  const keys = Object.keys(spec.settings.shape);
  const places = new Map(keys.map((key) => [key, place(spec, connection, key, config)]));
  const named = connection === "default" ? undefined : namedSettings(spec, connection, config, keys);
  const isWhole = config.isWhole?.(spec.name) === true;
  const values = Object.fromEntries(
    [...places].flatMap(([key, { variable }]) => {
      // An empty value counts as none, so that what stands behind it shows.
      const value =
        (named ? named[key] : config(`${spec.name}:${key}`)) || (isWhole ? undefined : environment[variable]);
      return value ? [[key, value]] : [];
    }),
  );
  const result = spec.settings.safeParse(values);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => {
    const key = String(issue.path[0] ?? "");
    const { command = "", variable = "" } = places.get(key) ?? {};
    if (key !== "" && values[key] === undefined) return `it has no ${key}: run \`${command}\` or set ${variable}`;
    return key === "" ? issue.message : `its ${key} ${issue.message} (set by \`${command}\` or ${variable})`;
  });
  throw new ConfigurationError(`The ${spec.title} connection "${connection}" cannot be used: ${problems.join("; ")}.`);
}

function place(
  spec: { name: string; secrets: readonly string[] },
  connection: string,
  key: string,
  { namespace }: ConfigSource,
) {
  const secret = spec.secrets.includes(key) ? " --secret" : "";
  const isDefault = connection === "default";
  const own = isDefault ? key : `connections.${connection}.${key}`;
  const configKey = namespace === undefined ? `${spec.name}:${own}` : `${namespace}:${spec.name}.${own}`;
  const isPlain = isDefault && namespace === undefined;
  const command = `pulumi config set${secret} ${isPlain ? configKey : `--path '${configKey}'`} VALUE`;
  const words = [spec.name, ...(isDefault ? [] : [connection]), key];
  return { configKey, command, variable: words.map(upperSnake).join("_") };
}

/** What the stack configuration says of a named connection; nothing where only the environment knows it. */
function namedSettings(
  spec: { name: string; title: string },
  connection: string,
  config: ConfigSource,
  keys: readonly string[],
): Readonly<Record<string, string>> {
  const text = config(`${spec.name}:connections`);
  if (text === undefined) return {};
  const all = namedConnectionsIn(text);
  if (all === undefined) {
    const key =
      config.namespace === undefined ? `${spec.name}:connections` : `${config.namespace}:${spec.name}.connections`;
    throw new ConfigurationError(
      `The configuration key ${key} must hold one object of settings per connection, such as \`pulumi config set --path '${key}.${connection}.url' VALUE\`.`,
    );
  }
  const settings = all[connection] ?? {};
  const strange = Object.keys(settings).find((name) => !keys.includes(name));
  if (strange !== undefined) {
    throw new ConfigurationError(
      `The ${spec.title} connection "${connection}" has an unknown setting "${strange}"${didYouMean(strange, keys) || "."} Known are: ${keys.join(", ")}.`,
    );
  }
  return settings;
}
