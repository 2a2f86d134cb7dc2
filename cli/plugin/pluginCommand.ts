import { execFile } from "node:child_process";
import { access } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { Command } from "commander";
import { messageOf } from "../../provider/errors.js";
import { version } from "../../provider/version.js";
import { UsageError } from "../UsageError.js";

/** Where the package has the plugin: one file for every platform with Node.js, and a launcher for Windows. */
export const pluginFolder = join(__dirname, "..", "..", "plugin");

/** `pulumi-permissions plugin install`: gives the plugin to the engine, for programs in any language. */
export function pluginCommand(): Command {
  const install = new Command("install")
    .description(
      "install pulumi-resource-permissions where the Pulumi engine of this user finds it, for programs in any language",
    )
    .addHelpText("after", "\nRun it again after an update of this package: the plugin's version is the package's.")
    .action(async () => {
      await installPlugin();
      process.stdout.write(
        `The plugin permissions ${version} is installed. Programs in YAML, Python, Go, … can use it now.\n`,
      );
    });
  return new Command("plugin").description("the native plugin, for programs in any language").addCommand(install);
}

/** @throws UsageError */
async function installPlugin(): Promise<void> {
  await access(pluginFolder).catch(() => {
    throw new UsageError(`There is no plugin in ${pluginFolder}: install the package pulumi-permissions anew.`);
  });
  const args = ["plugin", "install", "resource", "permissions", `v${version}`, "--file", pluginFolder, "--reinstall"];
  await promisify(execFile)("pulumi", args).catch((error: unknown) => {
    const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
    throw new UsageError(
      isMissing
        ? "There is no `pulumi` on the PATH. Install it first: https://www.pulumi.com/docs/install/"
        : `\`pulumi plugin install\` failed: ${messageOf(error)}`,
    );
  });
}
