import { readFile, writeFile } from "node:fs/promises";
import { extname } from "node:path";
import { text as readAll } from "node:stream/consumers";
import { Command, InvalidArgumentError, Option } from "commander";
import type { ConfigSource, Context } from "../../provider/contract/Context.js";
import { messageOf } from "../../provider/errors.js";
import { harmless } from "../../provider/pulumi/harmless.js";
import { PulumiStack } from "../PulumiStack.js";
import { UsageError } from "../UsageError.js";
import { type Deployment, parseDeployment } from "./deployment.js";
import { driftReport, exitStatus } from "./driftReport.js";
import { html } from "./formats/html.js";
import { json } from "./formats/json.js";
import { markdown } from "./formats/markdown.js";
import { text } from "./formats/text.js";
import { showProgress } from "./progress.js";
import { masking } from "./withoutSecrets.js";

const formats = { text, json, markdown, html };
const endings: Readonly<Record<string, keyof typeof formats>> = {
  ".txt": "text",
  ".json": "json",
  ".md": "markdown",
  ".html": "html",
};

interface Options {
  readonly stack?: string;
  readonly cwd?: string;
  readonly deployment?: string;
  readonly format?: keyof typeof formats;
  readonly output?: string;
  readonly also: readonly string[];
  readonly strict?: boolean;
  readonly fix?: boolean;
  readonly dryRun?: boolean;
}

/** `pulumi-permissions drift`: compares live access with what the stack last applied. */
export function driftCommand(): Command {
  return new Command("drift")
    .description("compare live access with what the stack last applied, and name who gained and lost what")
    .option("--stack <name>", "the stack (default: the one that is selected)")
    .option("--cwd <folder>", "folder of the Pulumi project (default: this one)")
    .option("--deployment <file>", "read the state from a `pulumi stack export`; - for standard input")
    .addOption(
      new Option("--format <format>", "how to report")
        .choices(Object.keys(formats))
        .default(undefined, "as the ending of --output says, else text"),
    )
    .option("--output <file>", "write the report to a file")
    .option("--also <file>", "write it to this file too, as its ending says: .txt, .json, .md or .html", alsoTo, [])
    .option("--strict", "count unobservable resources as failures (status 1), unmanaged people as drift (status 2)")
    .option("--fix", "write the last-applied access back, only for what drifted")
    .option("--dry-run", "show what --fix would do")
    .addHelpText("after", "\nExit status: 0 nothing that can be read differs, 2 drift, 1 something could not be read.")
    .action(async (options: Options) => {
      process.exitCode = await drift(options);
    });
}

async function drift(options: Options): Promise<number> {
  const { output, also, strict = false, fix = false, dryRun = false } = options;
  const stack = new PulumiStack(options);
  requireCurrentState(options);
  const [exported, config] = await Promise.all([exportedState(options, stack), configuration(options, stack)]);
  const deployment = parseDeployment(exported);
  const files = [...(output === undefined ? [] : [output]), ...also];
  // Before anything is corrected: a report that has no place to go to must not be the end of it.
  for (const file of files) await writeFile(file, "", { mode: 0o600 }).catch((error) => cannotWrite(file, error));
  if (fix && !dryRun) await stack.requireSettled(deployment);
  const progress = await showProgress(deployment.resources.length);
  const told = new Set<string>();
  const context: Context = {
    config,
    now: Date.now,
    notify: (severity, message) => void (severity === "warning" && told.add(message)),
  };
  const report = await driftReport(deployment, context, {
    action: dryRun ? "plan" : fix ? "fix" : "report",
    beforeFix: () => requireUnchanged(stack, deployment, exported),
    onProgress: progress.update,
  }).finally(progress.stop);
  const mask = masking(deployment.resources.flatMap(({ secrets }) => secrets));
  for (const message of told) process.stderr.write(`warning: ${harmless(mask(message))}\n`);
  const isColoured = output === undefined && process.stdout.isTTY && process.stdout.hasColors();
  const format = options.format ?? endings[extname(output ?? "")] ?? "text";
  const written = formats[format](report, { isColoured });
  if (output === undefined) process.stdout.write(written);
  else await writeFile(output, written);
  for (const file of also) await writeFile(file, formats[formatOf(file)](report, { isColoured: false }));
  return exitStatus(report, strict);
}

/** One look at live access may be wanted by people and by machines. */
function alsoTo(file: string, files: readonly string[]): readonly string[] {
  formatOf(file);
  return [...files, file];
}

/** @throws InvalidArgumentError */
function formatOf(file: string): keyof typeof formats {
  const format = endings[extname(file)];
  if (format !== undefined) return format;
  throw new InvalidArgumentError(`Its ending must be one of ${Object.keys(endings).join(", ")}.`);
}

/** @throws UsageError */
function cannotWrite(file: string, error: unknown): never {
  throw new UsageError(`The report cannot be written to ${file}: ${messageOf(error)}`);
}

/** What an old file says may have been revoked since: writing it back would let somebody in. */
function requireCurrentState({ fix, dryRun, deployment, stack }: Options): void {
  if (fix && !dryRun && deployment !== undefined && stack === undefined) {
    throw new UsageError(
      "--fix writes back what the state says, so it must be the state of now, and no update may be running: leave --deployment out, or add --stack NAME to have both checked.",
    );
  }
}

async function exportedState({ deployment }: Options, stack: PulumiStack): Promise<string> {
  if (deployment === undefined) return stack.export();
  if (deployment === "-") return readAll(process.stdin);
  return readFile(deployment, "utf8").catch((error: unknown) => {
    throw new UsageError(`--deployment ${deployment} cannot be read: ${messageOf(error)}`);
  });
}

/** A file needs no project beside it: then the environment alone says how the systems are reached. */
async function configuration({ deployment, stack: name, cwd }: Options, stack: PulumiStack): Promise<ConfigSource> {
  return deployment !== undefined && name === undefined && cwd === undefined ? () => undefined : stack.config();
}

/** Between reading the state and correcting access, an update may have begun or ended. */
async function requireUnchanged(stack: PulumiStack, before: Deployment, exported: string): Promise<void> {
  const now = await stack.export();
  const current = parseDeployment(now);
  await stack.requireSettled(current);
  if (now === exported || JSON.stringify(current) === JSON.stringify(before)) return;
  throw new UsageError(
    `Stack ${before.stack} has been updated since its state was read, so nothing was corrected. Run it again.`,
  );
}
