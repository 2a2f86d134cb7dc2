import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { messageOf } from "../../provider/errors.js";
import { UsageError } from "../UsageError.js";

/**
 * The text of a file that an option names; `-` means standard input.
 *
 * @throws UsageError
 */
export async function readInput(option: string, file: string): Promise<string> {
  if (file === "-") return text(process.stdin);
  return readFile(file, "utf8").catch((error: unknown) => {
    throw new UsageError(`${option} ${file} cannot be read: ${messageOf(error)}`);
  });
}
