import { execFile } from "node:child_process";
import { once } from "node:events";

export interface CommandResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `pulumi-permissions` as a user does: the compiled command, in a process of its own. */
export async function runCommand(
  args: readonly string[],
  { env = {}, input }: { readonly env?: Readonly<Record<string, string>>; readonly input?: string } = {},
): Promise<CommandResult> {
  const command = execFile(process.execPath, ["dist/cli/main.js", ...args], {
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
