import type { EngineStack } from "../../scripts/EngineStack.js";
import { runCommand } from "./runCommand.js";

/** Installs the native plugin, as set-up has bundled it, where the engine of a stack looks for it. */
export async function installPlugin({ environment }: EngineStack): Promise<void> {
  const { status, stderr } = await runCommand(["plugin", "install"], { env: environment });
  if (status !== 0) throw new Error(`the plugin was not installed: ${stderr}`);
}
