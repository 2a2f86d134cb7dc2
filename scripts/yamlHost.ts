import { rename, rm } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import type { PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import { engineCache, exists, goBuild, requireGo } from "./engine.js";

/** Runs programs in YAML. Later versions need parts of the engine that are in no registry; this one runs them with today's. */
const host = { name: "pulumi-language-yaml", version: "1.32.0" };

/**
 * Sees to it that an engine runs programs in YAML: the full CLI does; to one that was built from Go modules the host is added, once.
 *
 * @returns why it does not, where it does not
 */
export async function missingYamlHost(
  command: PulumiCommand,
  say: (text: string) => void,
): Promise<string | undefined> {
  const cache = join(engineCache(), "bin");
  const folders = [dirname(command.command), ...(process.env.PATH ?? "").split(delimiter)];
  const files = folders.flatMap((folder) => [join(folder, host.name), join(folder, `${host.name}.exe`)]);
  if ((await Promise.all(files.map(exists))).includes(true)) return undefined;
  if (dirname(command.command) !== cache) return `the Pulumi CLI that was found has no ${host.name} beside it`;
  const part = join(cache, `.${host.name}-${process.pid}`);
  try {
    await requireGo();
    say(`Building Pulumi's language host for YAML ${host.version} from Go modules (a minute, once)`);
    const source = `github.com/pulumi/pulumi-yaml/cmd/${host.name}`;
    await goBuild(say, join("engine", "yamlHost"), source, host.version, part);
    await rename(part, join(cache, host.name));
    return undefined;
  } catch (error) {
    return `${host.name} is not there, and cannot be built: ${error instanceof Error ? error.message : String(error)}`;
  } finally {
    await rm(part, { force: true });
  }
}
