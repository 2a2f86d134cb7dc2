import { execFile, spawn } from "node:child_process";
import { access, copyFile, mkdir, mkdtemp, realpath, rename, rm } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import { SemVer } from "semver";

/** The engine that the project is developed on, and the oldest one that it works with. */
export const engineVersion = "3.248.0";
const oldestVersion = "3.216.0";

/** Runs programs on disk. Later versions are in no registry; this one runs them with today's engines and SDKs. */
const languageHost = { name: "pulumi-language-nodejs", version: "3.68.0" };

const run = promisify(execFile);

/** No Pulumi engine could be found or made. */
export class EngineUnavailableError extends Error {
  override readonly name = "EngineUnavailableError";
}

/** Puts a CLI of a version under a folder. */
export type Installer = (options: { root: string; version: SemVer }) => Promise<PulumiCommand>;

const officialInstaller: Installer = (options) => PulumiCommand.install(options);

/**
 * Finds a Pulumi engine with its language host for Node.js: on PATH, in the cache, by the official installer, or built from Go
 * modules; what had to be fetched or built is kept in the cache.
 *
 * @param installer the only source that needs a network of its own; tests have another one
 * @throws EngineUnavailableError
 */
export async function ensureEngine(
  say: (text: string) => void,
  installer: Installer = officialInstaller,
): Promise<PulumiCommand> {
  const cache = engineCache();
  const tried: string[] = [];
  const ways: readonly [name: string, get: () => Promise<PulumiCommand>][] = [
    ["pulumi on PATH", onPath],
    [`the cache (${cache})`, () => cached(cache, say)],
    ["the official installer", () => install(cache, say, installer)],
    ["a build from Go modules", () => build(cache, say)],
  ];
  for (const [name, get] of ways) {
    try {
      return await get();
    } catch (error) {
      tried.push(`${name}: ${firstLine(error)}`);
    }
  }
  throw new EngineUnavailableError(
    `No Pulumi engine is available. Install one (https://www.pulumi.com/docs/install/) or Go 1.25 or later, and run this again. Tried:\n` +
      tried.map((line) => `  - ${line}`).join("\n"),
  );
}

/** Where an engine is kept that had to be fetched or built. */
export function engineCache(): string {
  const folder = process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache");
  return join(folder, "pulumi-permissions", "engine", `v${engineVersion}`);
}

async function supported(root: string | undefined): Promise<PulumiCommand> {
  const command = await PulumiCommand.get(root === undefined ? {} : { root }).catch(() => {
    throw new Error("there is none that runs");
  });
  const version = command.version;
  if (version === null || version.compare(oldestVersion) < 0) {
    throw new Error(`it is version ${version?.version ?? "unknown"}, needed is ${oldestVersion} or later`);
  }
  return command;
}

/** A CLI alone, as some package managers bring it, runs no program on disk. */
async function onPath(): Promise<PulumiCommand> {
  const command = await supported(undefined);
  const folders = (process.env.PATH ?? "").split(delimiter);
  const own = await Promise.all(folders.map((folder) => realpath(join(folder, "pulumi")).then(dirname, () => folder)));
  for (const folder of [...folders, ...own]) if (await hasLanguageHost(folder)) return command;
  throw new Error(`it has no ${languageHost.name} beside it or on PATH`);
}

async function cached(cache: string, say: (text: string) => void): Promise<PulumiCommand> {
  const command = await supported(cache);
  const bin = join(cache, "bin");
  if (await hasLanguageHost(bin)) return command;
  await requireGo();
  const parts = await mkdtemp(join(bin, ".part-"));
  try {
    await rename(await buildLanguageHost(parts, say), join(bin, languageHost.name));
  } finally {
    await rm(parts, { recursive: true, force: true });
  }
  return command;
}

async function hasLanguageHost(folder: string): Promise<boolean> {
  const { name } = languageHost;
  return (await exists(join(folder, name))) || (await exists(join(folder, `${name}.exe`)));
}

async function install(cache: string, say: (text: string) => void, installer: Installer): Promise<PulumiCommand> {
  say(`Getting the Pulumi engine ${engineVersion} from its official installer (once)`);
  const parts = await mkdtemp(join(tmpdir(), "pulumi-permissions-install-"));
  try {
    await within(300_000, installer({ root: parts, version: new SemVer(engineVersion) }));
    return await keep(parts, cache);
  } finally {
    await rm(parts, { recursive: true, force: true });
  }
}

async function build(cache: string, say: (text: string) => void): Promise<PulumiCommand> {
  await requireGo();
  say(`Building the Pulumi engine ${engineVersion} from Go modules (4 to 7 minutes on 2 cores, once)`);
  const parts = await mkdtemp(join(tmpdir(), "pulumi-permissions-build-"));
  try {
    const bin = join(parts, "bin");
    await mkdir(bin);
    await goBuild(say, "engine", "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi", engineVersion, join(bin, "pulumi"));
    await buildLanguageHost(bin, say);
    return await keep(parts, cache);
  } finally {
    await rm(parts, { recursive: true, force: true });
  }
}

/** Returns the path of what was built. */
async function buildLanguageHost(folder: string, say: (text: string) => void): Promise<string> {
  const { name, version } = languageHost;
  say(`Building Pulumi's language host for Node.js ${version} from Go modules (half a minute, once)`);
  const output = join(folder, name);
  const source = `github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/${name}`;
  await goBuild(say, join("engine", "languageHost"), source, version, output);
  return output;
}

/** @throws Error where Go is missing, or too old */
export async function requireGo(): Promise<void> {
  const { stdout } = await run("go", ["version"]).catch(() => {
    throw new Error("Go is not installed");
  });
  const [, major = 0, minor = 0] = (/go(\d+)\.(\d+)/.exec(stdout) ?? []).map(Number);
  if (major === 1 && minor < 25) throw new Error(`Go ${major}.${minor} is too old, needed is 1.25 or later`);
}

/** @param module the folder below `scripts` with the committed go.mod and go.sum */
export async function goBuild(
  say: (text: string) => void,
  module: string,
  source: string,
  version: string,
  output: string,
): Promise<void> {
  const flags = `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${version}`;
  await patiently(
    say,
    "go",
    ["build", "-trimpath", "-ldflags", flags, "-o", output, source],
    join(dirname(require.resolve("pulumi-permissions/package.json")), "scripts", module),
  );
}

/** Moves a finished engine to the cache in one step, so that a second run never sees half of one. */
async function keep(parts: string, cache: string): Promise<PulumiCommand> {
  await mkdir(dirname(cache), { recursive: true });
  const fresh = await mkdtemp(`${cache}.`);
  await mkdir(join(fresh, "bin"));
  for (const name of ["pulumi", languageHost.name]) {
    const from = join(parts, "bin", name);
    await copyFile(from, join(fresh, "bin", name)).catch(() => {
      throw new Error(`it brought no ${name}`);
    });
  }
  // Brought by the official installer; what is built from Go modules has it where it is asked for (see yamlHost.ts).
  const yaml = "pulumi-language-yaml";
  if (await exists(join(parts, "bin", yaml))) await copyFile(join(parts, "bin", yaml), join(fresh, "bin", yaml));
  // The launcher of dynamic resources ships with the SDK; beside the CLI it is found without a warning.
  const launcher = "pulumi-resource-pulumi-nodejs";
  await copyFile(join(dirname(require.resolve("@pulumi/pulumi/package.json")), launcher), join(fresh, "bin", launcher));
  try {
    await rename(fresh, cache);
  } catch {
    // Another run was faster, or what lies there is broken; only then it is replaced.
    const isGood = await supported(cache).then(
      () => hasLanguageHost(join(cache, "bin")),
      () => false,
    );
    if (!isGood) {
      await rm(cache, { recursive: true, force: true });
      await rename(fresh, cache);
    }
    await rm(fresh, { recursive: true, force: true });
  }
  return supported(cache);
}

/** Runs a long command and says every half minute that it is still at it. */
async function patiently(
  say: (text: string) => void,
  command: string,
  args: readonly string[],
  cwd: string,
): Promise<void> {
  const started = Date.now();
  const ticker = setInterval(() => say(`… still building, ${Math.round((Date.now() - started) / 1000)} s`), 30_000);
  try {
    await new Promise<void>((done, failed) => {
      const child = spawn(command, args, { cwd, stdio: ["ignore", "ignore", "pipe"] });
      let errors = "";
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        errors = (errors + text).slice(-4000);
      });
      child.once("error", failed);
      child.once("exit", (code) =>
        code === 0 ? done() : failed(new Error(errors.trim().split("\n").at(-1) ?? `exit status ${code}`)),
      );
    });
  } finally {
    clearInterval(ticker);
  }
}

function within<Result>(milliseconds: number, running: Promise<Result>): Promise<Result> {
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error(`no end after ${milliseconds / 1000} s`)), milliseconds).unref();
  });
  return Promise.race([running, late]);
}

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const lines = text.trim().split("\n");
  // The SDK's command errors begin with their exit code; the words come after it.
  return lines.find((line) => line.trim() !== "" && !/^\s*code: /.test(line))?.trim() ?? "it failed";
}
