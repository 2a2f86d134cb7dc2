import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { Command } from "commander";
import { startSandbox } from "../sandbox/index.js";
import { addSamplePeople } from "../sandbox/samplePeople.js";
import { copyModules } from "./copyModules.js";
import { EngineStack } from "./EngineStack.js";
import { ensureEngine } from "./engine.js";

/** A package manager as a program's folder has it. */
interface Manager {
  readonly title: string;
  /** The npm package that brings it. */
  readonly from: string;
  readonly install: readonly [command: string, ...args: string[]];
  readonly files?: Readonly<Record<string, string>>;
}

const managers: readonly Manager[] = [
  { title: "npm", from: "npm@11", install: ["npm", "install", "--silent", "--no-audit", "--no-fund"] },
  { title: "pnpm (isolated, its default)", from: "pnpm@10", install: ["pnpm", "install", "--silent"] },
  {
    title: "Yarn, `nodeLinker: node-modules`",
    from: "@yarnpkg/cli-dist@4",
    install: ["yarn", "install"],
    files: { ".yarnrc.yml": "nodeLinker: node-modules\nenableTelemetry: false\n", "yarn.lock": "" },
  },
  { title: "Bun (installs; Node.js runs)", from: "bun@1", install: ["bun", "install", "--silent"] },
];

/**
 * Installs the packed package into a program's folder by each package manager, runs the program through the engine (up, a run without changes, a
 * refresh, destroy), and prints the result as a Markdown table.
 */
async function tryManagers({ only }: { readonly only?: string }): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "pulumi-permissions-managers-"));
  const engine = await ensureEngine((text) => process.stderr.write(`${text}\n`));
  const rows: string[] = [];
  try {
    const tarball = packed(folder);
    for (const manager of managers.filter(({ title }) => only === undefined || title.includes(only))) {
      process.stderr.write(`\n== ${manager.title}\n`);
      const { version, failure } = await tried(
        manager,
        join(folder, manager.from.replaceAll("/", "-")),
        tarball,
        engine,
      );
      rows.push(`| ${manager.title} | ${version} | ${failure === undefined ? "works" : `fails: ${failure}`} |`);
      if (failure !== undefined) process.exitCode = 1;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  process.stdout.write(
    `\n| package manager | version | up, no change, refresh, destroy |\n| --- | --- | --- |\n${rows.join("\n")}\n`,
  );
}

/** Packs the last commit in a copy: packing begins with an empty dist. */
function packed(folder: string): string {
  const copy = join(folder, "repository");
  run("git", ["clone", "--quiet", process.cwd(), copy], folder);
  if (!copyModules(copy)) throw new Error("node_modules could not be copied");
  run("npm", ["pack", "--silent", "--pack-destination", folder], copy);
  const [name] = readdirSync(folder).filter((file) => file.endsWith(".tgz"));
  if (name === undefined) throw new Error("nothing was packed");
  return join(folder, name);
}

async function tried(
  { from, install, files = {} }: Manager,
  folder: string,
  tarball: string,
  command: Awaited<ReturnType<typeof ensureEngine>>,
): Promise<{ readonly version: string; readonly failure?: string }> {
  const [tools, project] = [join(folder, "tools"), join(folder, "project")];
  for (const one of [tools, project]) mkdirSync(one, { recursive: true });
  cpSync(join(process.cwd(), "examples", "quickstart"), project, { recursive: true });
  const dependencies = { "@pulumi/pulumi": "3.248.0", "pulumi-permissions": `file:${tarball}` };
  const manifest = {
    name: "acme-permissions-program",
    private: true,
    dependencies,
    devDependencies: { "@types/node": "20" },
  };
  writeFileSync(join(project, "package.json"), JSON.stringify(manifest));
  writeFileSync(join(project, "Pulumi.yaml"), "name: acme\nruntime: nodejs\n");
  for (const [name, text] of Object.entries(files)) writeFileSync(join(project, name), text);
  let version = "?";
  const sandbox = await startSandbox();
  addSamplePeople(sandbox);
  try {
    run("npm", ["install", "--silent", "--no-audit", "--no-fund", "--prefix", tools, from], tools);
    const [binary, ...args] = install;
    const bin = join(tools, "node_modules", ".bin");
    version = run(binary, ["--version"], project, bin).trim();
    run(binary, args, project, bin);
    const stack = await EngineStack.create({ command, program: { project }, env: sandbox.env });
    try {
      const first = await stack.up();
      if (first.changes.create === undefined) throw new Error("the first up created nothing");
      sandbox.log.clear();
      await stack.up();
      await stack.refresh({ previewOnly: true, expectNoChanges: true });
      if (sandbox.log.writes().length > 0) throw new Error("a run without changes wrote");
      await stack.unprotect();
      await stack.destroy();
    } finally {
      await stack.remove();
    }
    return { version };
  } catch (error) {
    const [line = "it failed"] = (error instanceof Error ? error.message : String(error)).trim().split("\n");
    return { version, failure: line };
  } finally {
    await sandbox.close();
  }
}

function run(command: string, args: readonly string[], cwd: string, bin = ""): string {
  const env = {
    ...process.env,
    PATH: `${bin}${delimiter}${process.env.PATH ?? ""}`,
    YARN_ENABLE_IMMUTABLE_INSTALLS: "0",
  };
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, env, encoding: "utf8" });
  if (status !== 0)
    throw new Error(`${command} ${args[0]}: ${(error?.message ?? `${stderr}${stdout}`).trim().slice(-300)}`);
  return stdout;
}

new Command("managers")
  .option("--only <words>", "part of a name, such as pnpm")
  .action((options: { readonly only?: string }) =>
    tryManagers(options).catch((error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      process.exitCode = 1;
    }),
  )
  .parse();
