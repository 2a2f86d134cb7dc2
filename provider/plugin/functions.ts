import { z } from "zod";
import { type Properties, parseArguments } from "../arguments/arguments.js";
import { connectionName } from "../arguments/schema.js";
import type { ConfigSource } from "../contract/Context.js";
import { hostup } from "../systems/hostup/connection.js";
import { readDelegations } from "../systems/hostup/delegatedAccess/readDelegations.js";
import { packageName, unknownType } from "./kinds.js";

interface PluginFunction {
  readonly arguments: z.ZodObject;
  readonly call: (args: Properties, config: ConfigSource) => Promise<Properties>;
}

const delegatedAccessArguments = z.object({ connection: connectionName() });

/** Every function by its token. */
export const pluginFunctions: ReadonlyMap<string, PluginFunction> = new Map([
  [
    `${packageName}:hostup:getDelegatedAccess`,
    {
      arguments: delegatedAccessArguments,
      async call(args: Properties, config: ConfigSource): Promise<Properties> {
        const schema = { object: delegatedAccessArguments, rules: [] };
        const { connection } = parseArguments(schema, "getDelegatedAccess", args);
        return { ...(await readDelegations(hostup.connect(connection, config))) };
      },
    },
  ],
]);

/** @throws PermissionError where this plugin does not have the function */
export async function invoke(config: ConfigSource, token: string, args: Properties): Promise<Properties> {
  const called = pluginFunctions.get(token);
  if (called === undefined) throw unknownType(token);
  return called.call(args, config);
}
