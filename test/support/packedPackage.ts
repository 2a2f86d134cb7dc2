import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, symlink } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { promisify } from "node:util";
import { lock } from "proper-lockfile";

const run = promisify(execFile);
export const repository = resolve(__dirname, "..", "..");

/**
 * The tarball that `npm publish` would send, of what is built: `npm test` builds first. Whoever asks first packs it, the other suites
 * of the run take the same one. The folder comes from globalSetup, and goes with globalTeardown.
 */
export async function packedPackage(): Promise<string> {
  const folder = process.env.PACKED_PACKAGE_FOLDER;
  if (folder === undefined)
    throw new Error("PACKED_PACKAGE_FOLDER is not set: this suite belongs to the project engine");
  const release = await lock(folder, { retries: { forever: true, minTimeout: 100, maxTimeout: 500 } });
  try {
    const [packed] = (await readdir(folder)).filter((name) => name.endsWith(".tgz"));
    return packed === undefined ? await pack(folder) : join(folder, packed);
  } finally {
    await release();
  }
}

/** The steps of `prepack` are taken in a copy, because other tests run what stands in dist. */
async function pack(folder: string): Promise<string> {
  const copy = await mkdtemp(join(folder, "packing-"));
  for (const name of ["package.json", "README.md", "LICENSE", "CHANGELOG.md", "provider", "cli"]) {
    await cp(join(repository, name), join(copy, name), { recursive: true });
  }
  await cp(join(repository, "dist"), join(copy, "dist"), { recursive: true, filter: hasSource });
  for (const script of ["bundle.cjs", "slim.cjs"])
    await run(process.execPath, [join(repository, "scripts", script), copy]);
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
export async function installPacked(project: string, packages: readonly string[]): Promise<void> {
  const modules = join(project, "node_modules");
  const own = join(modules, "pulumi-permissions");
  await mkdir(own, { recursive: true });
  await run("tar", ["-xzf", await packedPackage(), "-C", own, "--strip-components", "1"]);
  for (const dependency of packages) {
    await mkdir(dirname(join(modules, dependency)), { recursive: true });
    await symlink(join(repository, "node_modules", dependency), join(modules, dependency), "junction");
  }
}
