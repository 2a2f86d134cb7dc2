import { type CommandResult, runCommand } from "./runCommand.js";

/** Runs `pulumi-permissions drift`. */
export function drift(args: readonly string[], options: Parameters<typeof runCommand>[1] = {}): Promise<CommandResult> {
  return runCommand(["drift", ...args], options);
}
