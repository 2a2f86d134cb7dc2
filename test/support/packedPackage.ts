import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, symlink } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
export const repository = resolve(__dirname, "..", "..");

/**
 * Packs what is built, as `npm publish` would: `npm test` builds first. The steps of `prepack` are taken in a copy, because
 * other tests run what stands in dist. Returns the tarball's path.
 */
export async function pack(folder: string): Promise<string> {
  const copy = await mkdtemp(join(folder, "packing-"));
  for (const name of ["package.json", "README.md", "LICENSE", "CHANGELOG.md", "provider", "cli"]) {
    await cp(join(repository, name), join(copy, name), { recursive: true });
  }
  await cp(join(repository, "dist"), join(copy, "dist"), { recursive: true, filter: hasSource });
  await run(process.execPath, [join(repository, "scripts", "slim.cjs"), copy]);
  const args = ["pack", "--ignore-scripts", "--json", "--pack-destination", folder];
  const { stdout } = await run("npm", args, { cwd: copy });
  const [packed]: { filename: string }[] = JSON.parse(stdout);
  return join(folder, packed?.filename ?? "");
}

/** An incremental build leaves the output of sources that are gone; `prepack` begins with an empty dist. */
function hasSource(built: string): boolean {
  const source = join(repository, relative(join(repository, "dist"), built)).replace(/(\.js|\.d\.ts)$/, ".ts");
  return !built.endsWith(".map") && (existsSync(source) || dirname(built) === repository);
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
