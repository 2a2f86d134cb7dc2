import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { Command } from "commander";
import { copyModules } from "./copyModules.js";

/** One combination of versions. */
interface Cell {
  readonly node: string;
  readonly sdk: string;
}

/** The oldest SDK that the package allows, and the newest that each Node.js can run. */
const oldest = "3.216.0";
const cells: readonly Cell[] = [
  { node: "20.19", sdk: oldest },
  { node: "20.19", sdk: "3.248.0" },
  ...["22", "24", "26"].flatMap((node) => [
    { node, sdk: oldest },
    { node, sdk: "latest" },
  ]),
];

/** Life cycles of every kind through the real engine, and the packed package in a folder of its own. */
const suites = "engine/(lifecycle|delegatedAccess|examples)|package/package";

/**
 * Runs engine tests on several versions of Node.js and the SDK, in copies of this repository, and prints the result as a Markdown table.
 * The npm package `node` carries the binaries.
 */
function matrix({ only, suites: pattern }: { readonly only?: string; readonly suites: string }): void {
  const { stdout: changes } = spawnSync("git", ["status", "--porcelain"], { encoding: "utf8" });
  if (changes) process.stderr.write(`The last commit is tested. These changes are not in it:\n${changes}`);
  const folder = mkdtempSync(join(tmpdir(), "pulumi-permissions-matrix-"));
  const rows: string[] = [];
  try {
    for (const cell of cells.filter(({ node, sdk }) => only === undefined || `${node} ${sdk}`.includes(only))) {
      process.stderr.write(`\n== Node ${cell.node}, @pulumi/pulumi ${cell.sdk}\n`);
      const { versions, failed } = runCell(cell, join(folder, `${cell.node}-${cell.sdk}`), pattern);
      rows.push(`| ${versions} | ${failed === undefined ? "passes" : `fails: ${failed}`} |`);
      if (failed !== undefined) process.exitCode = 1;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  process.stdout.write(`\n| Node.js | @pulumi/pulumi | engine tests |\n| --- | --- | --- |\n${rows.join("\n")}\n`);
}

function runCell(
  { node, sdk }: Cell,
  folder: string,
  pattern: string,
): { readonly versions: string; readonly failed?: string } {
  mkdirSync(folder);
  const copy = join(folder, "repository");
  const steps: readonly (readonly [string, () => boolean])[] = [
    [
      "getting Node.js",
      () => run("npm", ["install", "--silent", "--no-save", "--prefix", folder, `node@${node}`], folder),
    ],
    ["copying the repository", () => run("git", ["clone", "--quiet", process.cwd(), copy], folder)],
    ["copying node_modules", () => copyModules(copy)],
    [
      "getting the SDK",
      () => run("npm", ["install", "--silent", "--no-save", "--no-audit", `@pulumi/pulumi@${sdk}`], copy),
    ],
    ["linking the package", () => linkToItself(copy)],
    ["compiling", () => run("node", [join("node_modules", "typescript", "bin", "tsc")], copy)],
    [
      "the tests",
      () =>
        run(
          "node",
          [
            "--experimental-vm-modules",
            "node_modules/jest/bin/jest.js",
            "--selectProjects",
            "engine",
            "--testPathPatterns",
            pattern,
          ],
          copy,
        ),
    ],
  ];
  const bin = join(folder, "node_modules", "node", "bin");
  const run = (command: string, args: readonly string[], cwd: string) => {
    const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ""}` };
    return spawnSync(command, args, { cwd, env, stdio: ["ignore", 2, 2] }).status === 0;
  };
  const [failed] = steps.find(([, step]) => !step()) ?? [];
  return {
    versions: `${versionOf(bin, "process.versions.node", folder)} | ${versionOf(bin, "require('@pulumi/pulumi/package.json').version", copy)}`,
    ...(failed ? { failed } : {}),
  };
}

function linkToItself(copy: string): boolean {
  const link = join(copy, "node_modules", "pulumi-permissions");
  rmSync(link, { recursive: true, force: true });
  symlinkSync(copy, link, "junction");
  return true;
}

function versionOf(bin: string, expression: string, cwd: string): string {
  const { stdout } = spawnSync(join(bin, "node"), ["-p", expression], { cwd, encoding: "utf8" });
  return stdout?.trim() || "?";
}

new Command("matrix")
  .option("--only <words>", "part of a combination, such as 22 or 3.216.0")
  .option("--suites <pattern>", "which test files", suites)
  .action(matrix)
  .parse();
