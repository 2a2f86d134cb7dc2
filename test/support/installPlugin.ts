import { execFile } from "node:child_process";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { version } from "../../provider/version.js";
import type { EngineStack } from "../../scripts/EngineStack.js";

/** Installs the native plugin, as set-up has bundled it, where the engine of a stack looks for it. */
export async function installPlugin({ environment, stack }: EngineStack): Promise<void> {
  const folder = join(dirname(require.resolve("pulumi-permissions/package.json")), "dist", "plugin");
  const args = ["plugin", "install", "resource", "permissions", `v${version}`, "--file", folder];
  await promisify(execFile)(stack.workspace.pulumiCommand.command, args, { env: { ...process.env, ...environment } });
}
