import { createInterface } from "node:readline/promises";
import { Command, Option } from "commander";
import { PulumiStack } from "../PulumiStack.js";
import { type DeliveryOptions, deliver, requirePlaces, withDelivery } from "../report/delivery.js";
import { showProgress } from "../report/progress.js";
import { readInput } from "../report/readInput.js";
import { Warnings } from "../report/Warnings.js";
import { UsageError } from "../UsageError.js";
import { type Deployment, parseDeployment } from "./deployment.js";
import { driftReport, exitStatus } from "./driftReport.js";
import { html } from "./formats/html.js";
import { json } from "./formats/json.js";
import { markdown } from "./formats/markdown.js";
import { text } from "./formats/text.js";
import type { Report } from "./report.js";
import { masking } from "./withoutSecrets.js";

const formats = { text, json, markdown, html };

interface Options extends DeliveryOptions {
  readonly stack?: string;
  readonly cwd?: string;
  readonly deployment?: string;
  readonly strict?: boolean;
  readonly fix?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly scope: "connections" | "stack";
}

/** `pulumi-permissions drift`: compares live access with what the stack last applied. */
export function driftCommand(): Command {
  const command = new Command("drift")
    .description("compare live access with what the stack last applied, and name who gained and lost what")
    .option("--stack <name>", "the stack (default: the one that is selected)")
    .option("--cwd <folder>", "folder of the Pulumi project (default: this one)")
    .option("--deployment <file>", "read the state from a `pulumi stack export`; - for standard input");
  return withDelivery(command)
    .addOption(
      new Option(
        "--scope <scope>",
        "where people without a resource are looked for: in every list that the connections can show, or only in those of the stack's resources",
      )
        .choices(["connections", "stack"])
        .default("connections"),
    )
    .option("--strict", "count unobservable resources as failures (status 1), unmanaged people as drift (status 2)")
    .option("--fix", "write the last-applied access back, only for what drifted; asks first")
    .option("--yes", "correct without asking, as in a pipeline")
    .option("--dry-run", "show what --fix would do")
    .addHelpText("after", "\nExit status: 0 nothing that can be read differs, 2 drift, 1 something could not be read.")
    .action(async (options: Options) => {
      process.exitCode = await drift(options);
    });
}

async function drift(options: Options): Promise<number> {
  const { strict = false, fix = false, dryRun = false, yes = false } = options;
  const stack = new PulumiStack(options);
  requireCurrentState(options);
  if (fix && !dryRun && !yes && !process.stdin.isTTY) {
    throw new UsageError(
      "--fix asks before it writes, and there is no terminal to ask on: add --yes, or look with --dry-run first.",
    );
  }
  const [exported, config] = await Promise.all([exportedState(options, stack), stack.configBeside(options.deployment)]);
  const deployment = parseDeployment(exported);
  await requirePlaces(options);
  if (fix && !dryRun) await stack.requireSettled(deployment);
  const progress = await showProgress(deployment.resources.length);
  const warnings = new Warnings();
  const context = warnings.context(config);
  const report = await driftReport(deployment, context, {
    action: dryRun ? "plan" : fix ? "fix" : "report",
    scope: options.scope,
    guard: deployment.guard,
    beforeFix: async (planned) => {
      progress.stop();
      process.stderr.write(text(planned, { isColoured: process.stderr.isTTY && process.stderr.hasColors() }));
      if (!yes) await requireConsent(planned);
      await requireUnchanged(stack, deployment, exported);
    },
    onProgress: progress.update,
  }).finally(progress.stop);
  const mask = masking(deployment.resources.flatMap(({ secrets }) => secrets));
  warnings.print(mask);
  await deliver(report, formats, options);
  return exitStatus(report, strict);
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
  return readInput("--deployment", deployment);
}

/** @throws UsageError where the person at the terminal does not say yes */
async function requireConsent({ resources }: Report): Promise<void> {
  const count = resources.filter(({ planned }) => planned !== undefined).length;
  const questions = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await questions.question(`Correct ${count === 1 ? "this one" : `these ${count}`}? (yes/no) `);
  questions.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw new UsageError("Nothing was corrected, as you said.");
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
