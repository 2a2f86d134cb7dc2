/** Columns of a line, as the formatter of this project has them. */
export const width = 120;
const step = "  ";

/** What a value is in a program, formatted. `before` is what stands on its first line already, `after` what follows. */
export function literal(value: unknown, indent: string, before: string, after = ","): string {
  if (typeof value === "string") return quoted(value);
  if (Array.isArray(value)) return list(value, indent, before, after);
  if (typeof value !== "object" || value === null) return String(value);
  const entries = Object.entries(value);
  if (entries.length === 0) return "{}";
  const inner = indent + step;
  const lines = entries.map(([key, part]) => {
    const start = `${inner}${keyed(key)}: `;
    const line = `${start}${literal(part, inner, start)},`;
    // A long text stands alone.
    return typeof part === "string" && columns(line) > width
      ? `${start.trimEnd()}\n${inner}${step}${quoted(part)},`
      : line;
  });
  return `{\n${lines.join("\n")}\n${indent}}`;
}

function list(items: readonly unknown[], indent: string, before: string, after: string): string {
  const inner = indent + step;
  const parts = items.map((item) => literal(item, inner, inner));
  const line = `[${parts.join(", ")}]`;
  if (!line.includes("\n") && columns(before + line + after) <= width) return line;
  const isNumbers = items.every((item) => typeof item === "number");
  return `[\n${(isNumbers ? filled(parts, inner) : parts.map((part) => `${inner}${part},`)).join("\n")}\n${indent}]`;
}

/** Numbers stand as many in a line as fit. */
function filled(parts: readonly string[], indent: string): string[] {
  const lines: string[] = [];
  let line = indent;
  for (const part of parts) {
    const next = line === indent ? `${line}${part},` : `${line} ${part},`;
    if (next.length > width && line !== indent) {
      lines.push(line);
      line = `${indent}${part},`;
    } else line = next;
  }
  return [...lines, line];
}

function keyed(key: string): string {
  // Written plainly, this one would be no key.
  if (key === "__proto__") return '["__proto__"]';
  return /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u.test(key) && quoted(key) === `"${key}"` ? key : quoted(key);
}

/** What cannot be seen, or reorders what stands beside it, is spelled out: a program must be what it looks like. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/gu;

export function quoted(text: string): string {
  const count = (mark: string) => text.split(mark).length;
  const mark = count('"') > count("'") ? "'" : '"';
  const body = text.replaceAll("\\", "\\\\").replaceAll(mark, `\\${mark}`).replaceAll("\n", "\\n");
  return `${mark}${body.replaceAll(unseen, escapedUnits)}${mark}`;
}

function escapedUnits(character: string): string {
  return Array.from({ length: character.length }, (_, index) => character.charCodeAt(index))
    .map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`)
    .join("");
}

/** Wide characters take two columns. */
export function columns(text: string): number {
  return [...text].reduce((sum, character) => sum + ((character.codePointAt(0) ?? 0) >= 0x1100 ? 2 : 1), 0);
}
