import { execFile } from "node:child_process";
import { mkdir, symlink } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
export const repository = resolve(__dirname, "..", "..");

/** Packs what is built, as npm would publish it: `npm test` builds first. Returns the tarball's path. */
export async function pack(folder: string): Promise<string> {
  const args = ["pack", "--ignore-scripts", "--json", "--pack-destination", folder];
  const { stdout } = await run("npm", args, { cwd: repository });
  const [packed]: { filename: string }[] = JSON.parse(stdout);
  return join(folder, packed?.filename ?? "");
}

/** Makes a project with the package from the tarball and the named packages from this repository; nothing is fetched. */
export async function installPacked(project: string, tarball: string, packages: readonly string[]): Promise<void> {
  const modules = join(project, "node_modules");
  const own = join(modules, "pulumi-permissions");
  await mkdir(own, { recursive: true });
  await run("tar", ["-xzf", tarball, "-C", own, "--strip-components", "1"]);
  for (const dependency of packages) {
    await mkdir(dirname(join(modules, dependency)), { recursive: true });
    await symlink(join(repository, "node_modules", dependency), join(modules, dependency), "junction");
  }
}
