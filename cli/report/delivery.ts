import { writeFile } from "node:fs/promises";
import { extname } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { messageOf } from "../../provider/errors.js";
import { UsageError } from "../UsageError.js";

/** How a report is told: to people, to machines, to a forge, as a page, as a table for a spreadsheet. */
export type Formats<Report> = Readonly<
  Record<UsualFormat, (report: Report, how: { readonly isColoured: boolean }) => string>
> & { readonly csv?: (report: Report) => string };
type UsualFormat = "text" | "json" | "markdown" | "html";
type Format = UsualFormat | "csv";

const usual: readonly Format[] = ["text", "json", "markdown", "html"];
/** Of reports that have a row for each person and grant. */
export const withCsv: readonly Format[] = [...usual, "csv"];
const endings: Readonly<Record<string, Format>> = {
  ".txt": "text",
  ".json": "json",
  ".md": "markdown",
  ".html": "html",
  ".csv": "csv",
};

export interface DeliveryOptions {
  readonly format?: Format;
  readonly output?: string;
  readonly also: readonly string[];
}

/** Adds the options by which a command is told how, and where, to report. */
export function withDelivery(command: Command, offered: readonly Format[] = usual): Command {
  return command
    .addOption(
      new Option("--format <format>", "how to report")
        .choices([...offered])
        .default(undefined, "as the ending of --output says, else text"),
    )
    .option("--output <file>", "write the report to a file")
    .option(
      "--also <file>",
      `write it to this file too, as its ending says: ${listed(offered)}`,
      (file: string, files: readonly string[]) => {
        formatOf(file, offered);
        return [...files, file];
      },
      [],
    );
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

/** One look at live access may be wanted by people and by machines. */
export async function deliver<Report>(
  report: Report,
  formats: Formats<Report>,
  { output, also, format = endings[extname(output ?? "")] }: DeliveryOptions,
): Promise<void> {
  const isColoured = output === undefined && process.stdout.isTTY && process.stdout.hasColors();
  const write = (wanted: Format | undefined, colours: boolean) =>
    (formats[wanted ?? "text"] ?? formats.text)(report, { isColoured: colours });
  const written = write(format, isColoured);
  if (output === undefined) process.stdout.write(written);
  else await writeFile(output, written);
  for (const file of also) await writeFile(file, write(endings[extname(file)], false));
}

function listed(offered: readonly Format[]): string {
  const known = Object.keys(endings).filter((ending) => offered.some((format) => format === endings[ending]));
  return `${known.slice(0, -1).join(", ")} or ${known.at(-1)}`;
}

/**
 * How a file is written, by its ending.
 *
 * @throws InvalidArgumentError
 */
export function formatOf(file: string, offered: readonly Format[] = usual): Format {
  const format = endings[extname(file)];
  if (format !== undefined && offered.includes(format)) return format;
  throw new InvalidArgumentError(`Its ending must be one of ${listed(offered)}.`);
}
