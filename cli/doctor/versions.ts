import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { satisfies } from "semver";
import { z } from "zod";
import { type Finding, tried } from "../../provider/connections/probe.js";
import { version } from "../../provider/version.js";
import { UsageError } from "../UsageError.js";

const packageSchema = z.looseObject({ version: z.string() });

/** What the package's package.json asks for. */
export const required = { node: ">=20.19", pulumi: ">=3.216.0 <4", sdk: ">=3.216.0 <4" };

/** What the Pulumi CLI tells of itself. */
interface Engine {
  cliVersion(): Promise<string>;
  pluginVersions(): Promise<readonly string[]>;
}

/** Whether Node.js, the Pulumi CLI, and what serves the project's programs are such as this package runs with. */
export async function versions(projectFolder: string, engine: Engine): Promise<Finding[]> {
  const isNode = [undefined, "nodejs"].includes(await runtimeIn(projectFolder));
  const found = await Promise.all([
    judged("Node.js", required.node, async () => process.versions.node),
    judged("Pulumi CLI", required.pulumi, async () => (await engine.cliVersion()).trim().replace(/^v/, "")),
    ...(isNode ? [judged("@pulumi/pulumi", required.sdk, async () => sdkVersion(projectFolder))] : []),
  ]);
  return [...found, ...(await nativePlugin(engine, isNode))];
}

/** Programs in other languages need the plugin; those for Node.js do only where they import it, and nothing is said where it is not there. */
async function nativePlugin(engine: Engine, isNode: boolean): Promise<Finding[]> {
  const what = "native plugin";
  const cure = "run `npx pulumi-permissions plugin install`";
  // Whoever has no CLI has been told so.
  const installed = await engine.pluginVersions().catch(() => undefined);
  if (installed === undefined || (isNode && installed.length === 0)) return [];
  if (installed.length === 0) return [{ what, state: "failed", words: `it is not installed: ${cure}` }];
  if (installed.includes(version)) return [{ what, state: "ok", words: version }];
  return [{ what, state: "limited", words: `it is ${installed.join(", ")}, and this package is ${version}: ${cure}` }];
}

/** The language of the project's program; nothing where there is no project. */
async function runtimeIn(projectFolder: string): Promise<string | undefined> {
  const text = await readFile(join(projectFolder, "Pulumi.yaml"), "utf8").catch(() => "");
  return /^runtime:\s*(?:name:\s*)?["']?(\w+)/m.exec(text)?.[1];
}

function judged(what: string, range: string, versionOf: () => Promise<string>): Promise<Finding> {
  return tried(what, async () => {
    const version = await versionOf();
    if (satisfies(version, range, { includePrerelease: true })) return version;
    throw new UsageError(`it is ${version}, and must be ${range}`);
  });
}

/** The one that the project's programs load, which the dynamic provider host belongs to. */
function sdkVersion(projectFolder: string): string {
  const load = createRequire(join(projectFolder, "package.json"));
  try {
    return packageSchema.parse(load("@pulumi/pulumi/package.json")).version;
  } catch {
    throw new UsageError(`it is not installed in ${projectFolder}: run \`npm install @pulumi/pulumi\` there`);
  }
}
