import type { Properties } from "../arguments/arguments.js";
import { providerKey, resourceKey } from "../arguments/reservedProperties.js";
import { skipsCheckpoints } from "../connections/defineSystem.js";
import type { Brake, ConfigSource, Context } from "../contract/Context.js";
import type { CommonArguments, PermissionDefinition } from "../contract/PermissionDefinition.js";
import { ConfigurationError, PartlyAppliedError, PermissionError } from "../errors.js";
import { LossBrake } from "../lifecycle/LossBrake.js";
import { defineHandlers, type Handlers } from "../lifecycle/lifecycle.js";
import type { Resource } from "../lifecycle/Ownership.js";
import { endWithEngine, isDynamicHost } from "./endWithEngine.js";
import { harmless } from "./harmless.js";
import { RunFolder } from "./RunFolder.js";
import { resourceSchema } from "./resourceMark.js";
import { sharedByCopies } from "./sharedByCopies.js";

/** What Pulumi's dynamic host calls. Source: sdk/nodejs/cmd/dynamic-provider/index.ts of pulumi/pulumi. */
export interface DynamicProvider {
  configure(request: { readonly config: { get(key: string): string | undefined } }): void;
  check(olds: Properties, news: Properties): { inputs: Properties; failures: { property: string; reason: string }[] };
  diff(
    id: string,
    olds: Properties,
    news: Properties,
  ): { changes: boolean; replaces: string[]; deleteBeforeReplace: boolean };
  create(inputs: Properties): Promise<{ id: string; outs: Properties }>;
  read(id: string, outputs: Properties): Promise<{ id?: string; props?: Properties; inputs?: Properties }>;
  update(id: string, olds: Properties, news: Properties): Promise<{ outs: Properties }>;
  delete(id: string, outputs: Properties): Promise<void>;
}

let stackConfig: ConfigSource = () => {
  throw new ConfigurationError("The engine has not configured the provider yet. This is a defect: please report it.");
};

/** One host process serves one stack, so all classes share its configuration, and through it their connections. */
const config: ConfigSource = (key) => stackConfig(key);

/** Where the engine listens, by the first argument of its host. Source: sdk/nodejs/cmd/dynamic-provider/index.ts of pulumi/pulumi. */
const engine = isDynamicHost() ? process.argv[2] : undefined;
const others = engine === undefined ? undefined : new RunFolder(engine);

/** Who loses everything is counted for the whole run: by all classes, and by all copies of this package in the host. */
const brake = sharedByCopies(
  "pulumi-permissions/brake/1",
  isBrake,
  () => new LossBrake(() => config("access:guard") === "off", undefined, others),
);

function isBrake(value: unknown): value is Brake {
  const calls = ["declared", "approve", "release", "take"];
  return (
    typeof value === "object" && value !== null && calls.every((call) => typeof Reflect.get(value, call) === "function")
  );
}

/** The engine shows what the host prints. What holds for a thousand resources alike is said once. */
const told = new Set<string>();
function tell(message: string): void {
  const text = harmless(message);
  if (told.has(text)) return;
  told.add(text);
  console.log(text);
}

/** A dynamic provider of one kind of permissions. */
export function dynamicProvider<Arguments extends CommonArguments, Detail>(
  definition: PermissionDefinition<Arguments, Detail>,
): DynamicProvider {
  return hostProvider((context) => defineHandlers(definition, context));
}

/** The shell around handlers that makes them a dynamic provider. */
export function hostProvider(handlersIn: (context: Context) => Handlers): DynamicProvider {
  const handlers = handlersIn({
    config,
    now: Date.now,
    brake,
    others,
    skipsCheckpoints: skipsCheckpoints(),
    notify: (severity, message) => tell(severity === "warning" ? `warning: ${message}` : message),
  });

  return {
    // Must not wait for anything: the host makes other calls before this one has returned a promise's value.
    configure: ({ config: stack }) => {
      stackConfig = (key) => stack.get(key);
      endWithEngine();
    },
    check(olds, news) {
      const { inputs, failures } = handlers.check(news, olds, resourceIn(news));
      return { inputs: { ...inputs }, failures: failures.map(({ property, reason }) => ({ property, reason })) };
    },
    diff(id, olds, news) {
      return quietly(() => {
        const { changes, replaces, deleteBeforeReplace } = handlers.diff(olds, news, id);
        return { changes, replaces: [...replaces], deleteBeforeReplace };
      });
    },
    async create(inputs) {
      const { id, outputs } = await settle(handlers.create(inputs), inputs);
      return { id, outs: { ...outputs } };
    },
    async read(_id, outputs) {
      const live = await settle(handlers.read(outputs), outputs);
      return live === undefined ? {} : { id: live.id, props: { ...live.outputs }, inputs: { ...live.inputs } };
    },
    async update(_id, olds, news) {
      const { outputs } = await settle(handlers.update(olds, news), news);
      return { outs: { ...outputs } };
    },
    delete: (id, outputs) => settle(handlers.delete(outputs, id), outputs),
  };
}

/** The resource that a program registers; nothing for one that came without our constructor. */
function resourceIn(news: Properties): Resource | undefined {
  return resourceSchema.safeParse(news[resourceKey]).data;
}

/** An error in the form that the host understands: with `id` the engine keeps the properties and marks the resource as unfinished. */
class HostError extends Error {
  declare readonly id?: string;
  declare readonly properties?: Properties;
  declare readonly reasons?: readonly string[];

  constructor(error: Error, inputs: Properties) {
    super(harmless(error.message));
    this.name = error.name;
    // The host prints the stack beside the message; for an error that explains itself it is noise.
    this.stack = "";
    if (error instanceof PartlyAppliedError) {
      this.name = error.reason.name;
      this.id = error.id;
      // Without the provider's text the engine could not read or delete the resource later.
      this.properties = { ...error.state, [providerKey]: inputs[providerKey] };
      this.reasons = [this.message];
    }
  }
}

async function settle<Result>(running: Promise<Result>, inputs: Properties): Promise<Result> {
  try {
    return await running;
  } catch (error) {
    throw readable(error, inputs);
  }
}

function quietly<Result>(run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    throw readable(error, {});
  }
}

function readable(error: unknown, inputs: Properties): unknown {
  return error instanceof PermissionError || (error instanceof Error && "operation" in error)
    ? new HostError(error, inputs)
    : error;
}
