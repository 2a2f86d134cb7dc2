import { createRequire } from "node:module";
import { join, parse } from "node:path";
import process from "node:process";

/**
 * The file that Pulumi's host of dynamic resources loads for a program in a folder: by the folder's node_modules, and never the program itself by
 * its own name.
 *
 * @throws Error where the host will not find it
 */
export function hostResolve(module: string, folder: string): string {
  if (process.versions.pnp === undefined) {
    return createRequire(join(parse(folder).root, "program.js")).resolve(module, { paths: [folder] });
  }
  // Plug'n'Play asks who asks: it is the SDK, which may use what the root of the workspace depends on.
  const here = createRequire(join(folder, "program.js"));
  return createRequire(here.resolve("@pulumi/pulumi/package.json")).resolve(module);
}
