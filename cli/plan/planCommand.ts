import { Command, InvalidArgumentError } from "commander";
import { masking } from "../drift/withoutSecrets.js";
import { PulumiStack } from "../PulumiStack.js";
import { type DeliveryOptions, deliver, requirePlaces, withDelivery } from "../report/delivery.js";
import { showProgress } from "../report/progress.js";
import { readInput } from "../report/readInput.js";
import { Warnings } from "../report/Warnings.js";
import { html } from "./formats/html.js";
import { json } from "./formats/json.js";
import { markdown } from "./formats/markdown.js";
import { text } from "./formats/text.js";
import { planReport } from "./planReport.js";
import { type Preview, parsePreview, secretsBetween } from "./preview.js";
import { exitStatus, type PlannedSubject, type PlanReport } from "./report.js";

const formats = { text, json, markdown, html };

interface Options extends DeliveryOptions {
  readonly stack?: string;
  readonly cwd?: string;
  readonly preview?: string;
  readonly maxLosing?: number;
}

/** `pulumi-permissions plan`: what `pulumi up` would do to everybody's live access. */
export function planCommand(): Command {
  const command = new Command("plan")
    .description("compare what a preview wants to do with live access, and name who would gain and lose what")
    .option("--stack <name>", "the stack (default: the one that is selected)")
    .option("--cwd <folder>", "folder of the Pulumi project (default: this one)")
    .option(
      "--preview <file>",
      "read what `pulumi preview --json --show-sames` printed; - for standard input (default: run it)",
    );
  return withDelivery(command)
    .option("--max-losing <number>", "fail (status 1) where more people than this would lose everything", wholeNumber)
    .addHelpText(
      "after",
      "\nExit status: 0 nobody's access changes, 2 somebody's does or cannot be known before up, 1 something failed.",
    )
    .action(async (options: Options) => {
      process.exitCode = await plan(options);
    });
}

async function plan(options: Options): Promise<number> {
  const { maxLosing = Number.POSITIVE_INFINITY } = options;
  await requirePlaces(options);
  const stack = new PulumiStack(options);
  const [{ preview, secrets }, config] = await Promise.all([
    previewOf(options, stack),
    stack.configBeside(options.preview),
  ]);
  const progress = await showProgress(preview.steps.length);
  const warnings = new Warnings();
  const context = warnings.context(config);
  const report = await planReport(preview, context, progress.update).finally(progress.stop);
  const mask = masking(secrets);
  warnings.print(mask);
  await deliver(masked(report, mask), formats, options);
  const losing = report.summary.losingEverything;
  if (losing > maxLosing) {
    const people = losing === 1 ? "1 person" : `${losing} people`;
    process.stderr.write(`${people} would lose everything, and --max-losing allows ${maxLosing}.\n`);
  }
  return exitStatus(report, maxLosing);
}

/** A preview that shows secrets only as such is run again in the clear; what it shows then is masked in the report. */
async function previewOf(
  { preview: file }: Options,
  stack: PulumiStack,
): Promise<{ readonly preview: Preview; readonly secrets: readonly string[] }> {
  const preview = parsePreview(file === undefined ? await stack.preview() : await readInput("--preview", file));
  if (file !== undefined || !preview.steps.some(({ isMasked }) => isMasked)) return { preview, secrets: [] };
  const clear = parsePreview(await stack.preview({ showSecrets: true }));
  const byUrn = (steps: Preview["steps"]) =>
    Object.fromEntries(steps.map((step) => [`${step.urn} ${step.operation}`, step]));
  return { preview: clear, secrets: secretsBetween(byUrn(preview.steps), byUrn(clear.steps)) };
}

function masked(report: PlanReport, mask: (text: string) => string): PlanReport {
  const of = (subject: PlannedSubject): PlannedSubject => ({
    ...subject,
    subject: mask(subject.subject),
    grants: subject.grants.map(mask),
    revokes: subject.revokes.map(mask),
    ...(subject.remark === undefined ? {} : { remark: mask(subject.remark) }),
    ...(subject.error === undefined ? {} : { error: mask(subject.error) }),
  });
  return { ...report, subjects: report.subjects.map(of) };
}

/** @throws InvalidArgumentError */
function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("It must be a whole number, from 0.");
  return Number(text);
}
