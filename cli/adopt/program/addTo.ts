import { classOf, type Entry } from "./Entry.js";
import type { ReadProgram } from "./readProgram.js";
import { blocks, importLine } from "./writeProgram.js";

/** The text with more resources in it: before the guard, or at the end. What stood there stays as it was, byte for byte. */
export function addTo(text: string, program: ReadProgram, entries: readonly Entry[]): string {
  const missing = [...new Set(entries.map(({ kind }) => classOf(kind)))].filter(
    (name) => program.calledAs(name) === undefined,
  );
  const isWindows = text.includes("\r\n");
  const asThere = (lines: string) => (isWindows ? lines.replaceAll("\n", "\r\n") : lines);
  const insertions = [
    ...(missing.length > 0 ? [{ at: program.afterImports, lines: `${importLine(missing.sort())}\n` }] : []),
    {
      at: program.beforeGuard,
      lines: blocks(entries, (name) => program.calledAs(name) ?? name)
        .map((block) => `\n${block}`)
        .join(""),
    },
  ].map(({ at, lines }) => ({ at, lines: asThere(needsEnd(text, at) ? `\n${lines}` : lines) }));
  // From the end, so that the places before stay where they are.
  return insertions
    .sort((one, other) => other.at - one.at)
    .reduce((rest, { at, lines }) => rest.slice(0, at) + lines + rest.slice(at), text);
}

function needsEnd(text: string, at: number): boolean {
  return at > 0 && text[at - 1] !== "\n";
}
