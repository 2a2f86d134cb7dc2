import { writeFile } from "node:fs/promises";
import { extname } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { messageOf } from "../../provider/errors.js";
import { UsageError } from "../UsageError.js";

/** How a report is told: to people, to machines, to a forge, as a page. */
export type Formats<Report> = Readonly<
  Record<Format, (report: Report, how: { readonly isColoured: boolean }) => string>
>;
type Format = "text" | "json" | "markdown" | "html";

const names: readonly Format[] = ["text", "json", "markdown", "html"];
const endings: Readonly<Record<string, Format>> = {
  ".txt": "text",
  ".json": "json",
  ".md": "markdown",
  ".html": "html",
};

export interface DeliveryOptions {
  readonly format?: Format;
  readonly output?: string;
  readonly also: readonly string[];
}

/** Adds the options by which a command is told how, and where, to report. */
export function withDelivery(command: Command): Command {
  return command
    .addOption(
      new Option("--format <format>", "how to report")
        .choices([...names])
        .default(undefined, "as the ending of --output says, else text"),
    )
    .option("--output <file>", "write the report to a file")
    .option("--also <file>", "write it to this file too, as its ending says: .txt, .json, .md or .html", alsoTo, []);
}

/**
 * Before anything is done: a report that has no place to go to must not be the end of it.
 *
 * @throws UsageError
 */
export async function requirePlaces({ output, also }: DeliveryOptions): Promise<void> {
  for (const file of [...(output === undefined ? [] : [output]), ...also]) {
    await writeFile(file, "", { mode: 0o600 }).catch((error) => {
      throw new UsageError(`The report cannot be written to ${file}: ${messageOf(error)}`);
    });
  }
}

export async function deliver<Report>(
  report: Report,
  formats: Formats<Report>,
  { output, also, format = endings[extname(output ?? "")] ?? "text" }: DeliveryOptions,
): Promise<void> {
  const isColoured = output === undefined && process.stdout.isTTY && process.stdout.hasColors();
  const written = formats[format](report, { isColoured });
  if (output === undefined) process.stdout.write(written);
  else await writeFile(output, written);
  for (const file of also) await writeFile(file, formats[formatOf(file)](report, { isColoured: false }));
}

/** One look at live access may be wanted by people and by machines. */
function alsoTo(file: string, files: readonly string[]): readonly string[] {
  formatOf(file);
  return [...files, file];
}

/**
 * How a file is written, by its ending.
 *
 * @throws InvalidArgumentError
 */
export function formatOf(file: string): Format {
  const format = endings[extname(file)];
  if (format !== undefined) return format;
  throw new InvalidArgumentError(`Its ending must be one of ${Object.keys(endings).join(", ")}.`);
}
