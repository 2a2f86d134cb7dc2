import { z } from "zod";
import type { Properties } from "../../provider/arguments/arguments.js";
import { PartlyAppliedError } from "../../provider/errors.js";
import type { Handlers } from "../../provider/lifecycle/lifecycle.js";
import type { SystemCase } from "./cases/SystemCase.js";
import { contextFor } from "./contextFor.js";
import { CallError, PluginClient, settingsOf, urnOf } from "./PluginClient.js";

type Awaited<Method> = Method extends (...args: infer Given) => infer Result
  ? (...args: Given) => Promise<globalThis.Awaited<Result>>
  : never;

/** The handlers of one run of the engine, however they are reached. */
export type ReachedHandlers = { readonly [Name in keyof Handlers]: Awaited<Handlers[Name]> };

export interface Shell {
  readonly handlers: ReachedHandlers;
  readonly notices: readonly string[];
  close(): void;
}

export interface ShellOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly now?: () => number;
}

/** The ways to the handlers: called directly, as the dynamic host and the commands do, and through the plugin. */
export const shells: Readonly<Record<string, (system: SystemCase, options: ShellOptions) => Promise<Shell>>> = {
  "called directly": async (system, { env, now = Date.now }) => {
    const context = { ...contextFor(env), now };
    const handlers = system.handlers(context);
    return {
      handlers: {
        check: async (...given) => handlers.check(...given),
        diff: async (...given) => handlers.diff(...given),
        create: handlers.create,
        read: handlers.read,
        update: handlers.update,
        delete: handlers.delete,
      },
      notices: context.notices,
      close: () => undefined,
    };
  },
  "through the plugin": async (system, { env, now }) => {
    const plugin = await PluginClient.start(settingsOf(env), { now });
    return { handlers: through(plugin, system), notices: plugin.notices, close: () => plugin.close() };
  },
};

function through(plugin: PluginClient, { path, id: own }: SystemCase): ReachedHandlers {
  // The resource of another connection is another one of the program.
  const urn = ({ connection = "default" }: Properties) => urnOf(path, `anna-${String(connection)}`);
  return {
    check: (news, olds) => plugin.check(urn(news), news, olds),
    diff: (olds, news, id = own) => plugin.diff(urn(news), id, olds, news).catch(asRaised),
    create: (inputs) => plugin.create(urn(inputs), inputs).catch(asRaised),
    read: (outputs) => plugin.read(urn(outputs), own, outputs).catch(asRaised),
    update: (olds, news) => plugin.update(urn(news), own, olds, news).catch(asRaised),
    delete: (outputs, id = own) => plugin.delete(urn(outputs), id, outputs).catch(asRaised),
  };
}

const wordsSchema = z.string().transform((text) => /^(\w+Error): (.*)$/s.exec(text) ?? ["", "Error", text]);

/** What crossed the wire, as what it was before. */
function asRaised(error: unknown): never {
  if (!(error instanceof CallError)) throw error;
  const [, name = "", message] = wordsSchema.parse(error.message);
  const raised = Object.assign(new Error(message), { name });
  throw error.left ? new PartlyAppliedError(raised, error.left.id, error.left.outputs) : raised;
}
