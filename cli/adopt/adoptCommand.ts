import { stat } from "node:fs/promises";
import { Command, InvalidArgumentError, Option } from "commander";
import writeFileAtomic from "write-file-atomic";
import type { ConfigSource, Context } from "../../provider/contract/Context.js";
import { messageOf } from "../../provider/errors.js";
import { resourceKinds } from "../../provider/systems/resourceKinds.js";
import { systems } from "../../provider/systems/systems.js";
import { parseDeployment } from "../drift/deployment.js";
import { masking } from "../drift/withoutSecrets.js";
import { systemOf } from "../engineOutput.js";
import { PulumiStack } from "../PulumiStack.js";
import { deliver, formatOf, requirePlaces } from "../report/delivery.js";
import { type Progress, showProgress } from "../report/progress.js";
import { readInput } from "../report/readInput.js";
import { Warnings } from "../report/Warnings.js";
import { several } from "../several.js";
import { UsageError } from "../UsageError.js";
import { adopt, type Outcome } from "./adopt.js";
import { keyIn } from "./candidates.js";
import { html } from "./formats/html.js";
import { json } from "./formats/json.js";
import { markdown } from "./formats/markdown.js";
import { text } from "./formats/text.js";
import { parseMatches } from "./people.js";
import { type AdoptReport, exitStatus } from "./report.js";

const formats = { text, json, markdown, html };

interface Options {
  readonly format: "typescript" | "yaml";
  readonly output?: string;
  readonly system: readonly string[];
  readonly connection: readonly string[];
  readonly company: readonly string[];
  readonly account: readonly string[];
  readonly contact: readonly string[];
  readonly contacts?: string;
  readonly stack?: string;
  readonly cwd?: string;
  readonly match?: string;
  readonly suggestRoles?: boolean;
  readonly add?: boolean;
  readonly check?: boolean;
  readonly report?: string;
}

/** `pulumi-permissions adopt`: a program that declares what everybody may do already. */
export function adoptCommand(): Command {
  return new Command("adopt")
    .description("read live access and write a program that declares it, so that nothing changes")
    .addOption(
      new Option("--format <format>", "language of the program").choices(["typescript", "yaml"]).default("typescript"),
    )
    .option("--output <file>", "write the program to a file that is not there yet (default: standard output)")
    .option("--system <system>", "only this system; repeat it for several", several, [])
    .option("--connection <name>", "only this connection; repeat it for several", several, [])
    .option("--company <number>", "only this BakerOnline company; repeat it for several", severalNumbers, [])
    .option("--account <name>", "only the sub-users of this SPanel account; repeat it for several", several, [])
    .option(
      "--contact <number>",
      "a HostUp contact, of whom there is no list; repeat it for several",
      severalNumbers,
      [],
    )
    .option("--contacts <file>", "HostUp contacts, one number a line; - for standard input")
    .option("--stack <name>", "leave out whom this stack manages already")
    .option("--cwd <folder>", "folder of the Pulumi project (default: this one)")
    .option("--match <file>", "who is who: a CSV file with the header person,system,subject")
    .option("--suggest-roles", "name equal sets of access in comments")
    .option("--add", "enter newcomers into the file of --output, and leave the rest of it as it is")
    .option("--check", "compare the file of --output with live access, and write nothing")
    .option("--report <file>", "write a report too, as its ending says: .txt, .json, .md or .html", withEnding)
    .addHelpText(
      "after",
      "\nExit status: 0 everybody is adoptable, 2 somebody is not (with --check: file and live access differ), 1 something failed.",
    )
    .action(async (options: Options) => {
      process.exitCode = await run(options);
    });
}

async function run(options: Options): Promise<number> {
  const { output, check = false, add = false, report } = options;
  const mode = modeOf(options);
  const there = await programThere(options);
  await requirePlaces({ also: report === undefined ? [] : [report] });
  const [matches, contacts] = await Promise.all([matchesIn(options), contactsIn(options)]);
  const stack = new PulumiStack(options);
  const warnings = new Warnings();
  const context = warnings.context(await configuration(options, stack, (why) => warnings.add(why)));
  const { managed, mask } = await managedBy(options, stack, context);
  let progress: Promise<Progress> | undefined;
  const outcome = await adopt(
    {
      mode,
      format: options.format,
      file: output ?? "The program",
      text: there,
      scope: {
        systems: options.system,
        connections: options.connection,
        companies: options.company,
        accounts: options.account,
        contacts,
      },
      matches,
      withRoles: options.suggestRoles ?? false,
      managed,
      onProgress(done, total) {
        progress ??= showProgress(total);
        void progress.then(({ update }) => update(done));
      },
    },
    context,
  ).finally(async () => (await progress)?.stop());
  warnings.print(mask);
  await writeProgramOf(outcome, output, add);
  await tell(masked(outcome.report, mask), options, output === undefined && !check);
  return exitStatus(outcome.report);
}

/** @throws UsageError */
function modeOf({ format, output, add, check }: Options): AdoptReport["mode"] {
  if (format === "yaml" && add) {
    throw new UsageError(
      "--add enters newcomers into programs in TypeScript only: compare a program in YAML with --check.",
    );
  }
  if (add && check) throw new UsageError("--add writes and --check does not: choose one of them.");
  if ((add || check) && output === undefined)
    throw new UsageError(`${add ? "--add" : "--check"} works on a file: name it by --output.`);
  if (add) return "add";
  return check ? "check" : "adopt";
}

/**
 * The program to add to, or to compare.
 *
 * @throws UsageError where it is not there, or where one is there and nobody said what to do with it
 */
async function programThere({ output, add, check }: Options): Promise<string | undefined> {
  if (output === undefined) return undefined;
  if (add || check) return readInput("--output", output);
  if (await isThere(output)) {
    throw new UsageError(
      `${output} is there already, and is not overwritten: enter newcomers with --add, compare it with --check, or name another file.`,
    );
  }
  return undefined;
}

async function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

async function writeProgramOf(
  { text: program }: Outcome,
  output: string | undefined,
  isAdding: boolean,
): Promise<void> {
  if (program === undefined) return;
  if (output === undefined) {
    process.stdout.write(program);
    return;
  }
  // Somebody may have made it while this was reading.
  if (!isAdding && (await isThere(output)))
    throw new UsageError(
      `Somebody else has written ${output} meanwhile, so nothing was written. Run it again, or name another file.`,
    );
  // What is there keeps its mode.
  await writeFileAtomic(output, program, isAdding ? {} : { mode: 0o600 });
  process.stderr.write(`${output} was written. It names people and what they may do: keep it as you keep what does.\n`);
}

/** The report goes where the program does not. */
async function tell(report: AdoptReport, { report: file }: Options, isProgramOnOutput: boolean): Promise<void> {
  if (!isProgramOnOutput) {
    await deliver(report, formats, { also: file === undefined ? [] : [file], format: "text" });
    return;
  }
  process.stderr.write(text(report, { isColoured: process.stderr.isTTY && process.stderr.hasColors() }));
  if (file !== undefined) await deliver(report, formats, { output: file, also: [] });
}

/** The stack's, where there is one; else the environment alone says how systems are reached. */
async function configuration(
  { stack: name, cwd }: Options,
  stack: PulumiStack,
  tell: (why: string) => void,
): Promise<ConfigSource> {
  return stack.config().catch((error: unknown) => {
    if (name !== undefined || cwd !== undefined) throw error;
    tell(`The stack's configuration was not read, so only the environment counts (${messageOf(error)})`);
    return () => undefined;
  });
}

/** For whom the stack has resources, and what of them it keeps secret. */
async function managedBy({ stack: name }: Options, stack: PulumiStack, context: Context) {
  if (name === undefined) return { managed: new Set<string>(), mask: (words: string) => words };
  const { resources } = parseDeployment(await stack.export());
  const keys = resources.map(({ kind, id, outputs }) => {
    const system = systemOf(kind);
    const connection = typeof outputs.connection === "string" ? outputs.connection : "default";
    return keyIn({ system, address: addressOf(kind, connection, context) ?? `connection ${connection}` }, id);
  });
  return { managed: new Set(keys), mask: masking(resources.flatMap(({ secrets }) => secrets)) };
}

/** Of a connection that is configured no more, only the name is known. */
function addressOf(kind: string, connection: string, context: Context): string | undefined {
  try {
    return resourceKinds.get(kind)?.adopter?.(context).address(connection);
  } catch {
    return undefined;
  }
}

function masked(report: AdoptReport, mask: (words: string) => string): AdoptReport {
  const subjects = report.subjects.map((one) =>
    one.status === "managed" ? { ...one, subject: mask(one.subject) } : one,
  );
  return { ...report, subjects };
}

async function matchesIn({ match }: Options) {
  if (match === undefined) return [];
  return parseMatches(
    match,
    await readInput("--match", match),
    systems.map(({ name }) => name),
  );
}

/** @throws UsageError */
async function contactsIn({ contact, contacts }: Options): Promise<readonly string[]> {
  const lines =
    contacts === undefined ? [] : (await readInput("--contacts", contacts)).replace(/^\ufeff/, "").split("\n");
  const listed = lines.flatMap((line, index) => {
    const number = line.trim();
    if (number !== "" && !isNumber(number))
      throw new UsageError(`--contacts ${contacts}, line ${index + 1}: "${number}" is not the number of a contact.`);
    return number === "" ? [] : [number];
  });
  return [...new Set([...contact, ...listed])];
}

/** @throws InvalidArgumentError */
function severalNumbers(value: string, all: readonly string[]): readonly string[] {
  if (!isNumber(value)) throw new InvalidArgumentError("It must be a whole number, from 1.");
  return [...all, value];
}

const isNumber = (value: string): boolean => /^[1-9]\d*$/.test(value) && Number.isSafeInteger(Number(value));

function withEnding(file: string): string {
  formatOf(file);
  return file;
}
