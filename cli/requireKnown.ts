import { didYouMean } from "../provider/arguments/suggest.js";
import { UsageError } from "./UsageError.js";

/** @throws UsageError where an option names what is not there */
export function requireKnown(option: string, given: readonly string[], known: ReadonlySet<string>): void {
  const strange = given.find((name) => !known.has(name));
  if (strange === undefined) return;
  const near = didYouMean(strange, known);
  throw new UsageError(
    `${option} "${strange}" does not exist${near === "" ? "." : near} There are: ${[...known].join(", ")}.`,
  );
}
