import { execFile } from "node:child_process";
import { once } from "node:events";
import { delimiter, dirname } from "node:path";
import type { EngineStack } from "../../scripts/EngineStack.js";
import { ensureEngine } from "../../scripts/engine.js";

export interface CommandResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `pulumi-permissions drift` as a user does: the compiled command, in a process of its own. */
export async function drift(
  args: readonly string[],
  { env = {}, input }: { readonly env?: Readonly<Record<string, string>>; readonly input?: string } = {},
): Promise<CommandResult> {
  const command = execFile(process.execPath, ["dist/cli/main.js", "drift", ...args], {
    env: { ...process.env, ...env },
    maxBuffer: 2 ** 28,
  });
  let stdout = "";
  let stderr = "";
  command.stdout?.on("data", (text: string) => {
    stdout += text;
  });
  command.stderr?.on("data", (text: string) => {
    stderr += text;
  });
  command.stdin?.end(input);
  await once(command, "close");
  return { status: command.exitCode, stdout, stderr };
}

/** The environment in which the Pulumi CLI finds a stack of the engine tests. */
export async function environmentOf({ stack }: EngineStack): Promise<Record<string, string>> {
  const { workspace } = stack;
  const { command } = await ensureEngine(() => undefined);
  const { envVars, pulumiHome = "" } = workspace;
  return { ...envVars, PULUMI_HOME: pulumiHome, PATH: `${dirname(command)}${delimiter}${process.env.PATH ?? ""}` };
}
