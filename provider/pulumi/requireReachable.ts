import { join } from "node:path";
import process from "node:process";
import * as pulumi from "@pulumi/pulumi";
import { hostResolve } from "./hostResolve.js";
import { packageIn } from "./providerText.js";

/** The host of dynamic resources will not find the package that serves one. */
export class PackageNotReachableError extends pulumi.RunError {
  override readonly name = "PackageNotReachableError";

  constructor(module: string, folder: string, isPlugAndPlay: boolean) {
    super(
      `${packageIn(module)} cannot be found from ${folder}, where Pulumi runs its resources: it was installed for another package only. Add it to ` +
        `the dependencies in ${isPlugAndPlay ? "the package.json at the root of the workspace" : join(folder, "package.json")} too, and install.`,
    );
  }
}

/**
 * Pulumi's host of dynamic resources loads the handlers by name from the folder of the program. Where a package of a workspace brings this one,
 * some package managers keep it out of there, and the host's own words for it are a stack trace. So it is looked for before the engine is
 * told of a resource.
 *
 * Only for a program that the language host runs from disk: there the folder is the host's too. What runs inline says itself where it stands.
 *
 * @throws PackageNotReachableError
 */
export function requireReachable(module: string, folder = process.cwd(), [, main = ""] = process.argv): void {
  if (!/[\\/]cmd[\\/]run([\\/]index\.js)?$/.test(main)) return;
  try {
    hostResolve(module, folder);
  } catch {
    throw new PackageNotReachableError(module, folder, process.versions.pnp !== undefined);
  }
}
