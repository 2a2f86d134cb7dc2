import { createRequire } from "node:module";
import { join } from "node:path";
import { satisfies } from "semver";
import { z } from "zod";
import { type Finding, tried } from "../../provider/connections/probe.js";
import { UsageError } from "../UsageError.js";

const packageSchema = z.looseObject({ version: z.string() });

/** What the package's package.json asks for. */
export const required = { node: ">=20.19", pulumi: ">=3.216.0 <4", sdk: ">=3.216.0 <4" };

/** Whether Node.js, the Pulumi CLI and the SDK of the project are such as this package runs with. */
export function versions(projectFolder: string, cliVersion: () => Promise<string>): Promise<Finding[]> {
  return Promise.all([
    judged("Node.js", required.node, async () => process.versions.node),
    judged("Pulumi CLI", required.pulumi, async () => (await cliVersion()).trim().replace(/^v/, "")),
    judged("@pulumi/pulumi", required.sdk, async () => sdkVersion(projectFolder)),
  ]);
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
