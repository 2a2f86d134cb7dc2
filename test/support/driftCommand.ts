import { delimiter, dirname } from "node:path";
import type { EngineStack } from "../../scripts/EngineStack.js";
import { ensureEngine } from "../../scripts/engine.js";
import { type CommandResult, runCommand } from "./runCommand.js";

/** Runs `pulumi-permissions drift`. */
export function drift(args: readonly string[], options: Parameters<typeof runCommand>[1] = {}): Promise<CommandResult> {
  return runCommand(["drift", ...args], options);
}

/** The environment in which the Pulumi CLI finds a stack of the engine tests. */
export async function environmentOf({ stack }: EngineStack): Promise<Record<string, string>> {
  const { workspace } = stack;
  const { command } = await ensureEngine(() => undefined);
  const { envVars, pulumiHome = "" } = workspace;
  return { ...envVars, PULUMI_HOME: pulumiHome, PATH: `${dirname(command)}${delimiter}${process.env.PATH ?? ""}` };
}
