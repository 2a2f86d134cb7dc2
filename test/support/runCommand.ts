import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { upperSnake } from "../../provider/connections/namedConnections.js";
import { systems } from "../../provider/systems/systems.js";

export interface CommandResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Settings of whoever runs the tests must not reach them: an empty variable counts as none. */
function withoutOwnSettings(home: string): Record<string, string> {
  const prefixes = systems.map(({ name }) => `${upperSnake(name)}_`);
  const own = Object.keys(process.env).filter((name) => prefixes.some((prefix) => name.startsWith(prefix)));
  return {
    ...Object.fromEntries([...own, "PULUMI_ACCESS_TOKEN"].map((name) => [name, ""])),
    PULUMI_HOME: home,
    PULUMI_BACKEND_URL: `file://${home}`,
  };
}

/** Runs `pulumi-permissions` as a user does: the compiled command, in a process of its own. */
export async function runCommand(
  args: readonly string[],
  { env = {}, input }: { readonly env?: Readonly<Record<string, string>>; readonly input?: string } = {},
): Promise<CommandResult> {
  const home = await mkdtemp(join(tmpdir(), "pulumi-permissions-home-"));
  const command = execFile(process.execPath, ["dist/cli/main.js", ...args], {
    env: { ...process.env, ...withoutOwnSettings(home), ...env },
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
  await rm(home, { recursive: true, force: true });
  return { status: command.exitCode, stdout, stderr };
}
