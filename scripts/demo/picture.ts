import { stripVTControlCharacters } from "node:util";

/** Width of the demo's lines, in characters. */
export const columns = 80;

/** The lines of a text in a terminal of {@link columns}: what does not fit goes on below, indented. */
export function wrapped(text: string, indent: number): readonly string[] {
  const [first = "", ...words] = text.split(" ");
  const lines = [" ".repeat(indent) + first];
  for (const word of words) {
    const line = lines.at(-1) ?? "";
    if (line.length + 1 + word.length <= columns) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(" ".repeat(indent + 4) + word);
  }
  return lines;
}

const lineHeight = 18;
const characterWidth = 7.9;

/**
 * Parts of what the demo printed, as an SVG picture of a terminal.
 *
 * @param parts how the titles of the parts begin
 */
export function picture(printed: string, parts: readonly string[]): string {
  const lines = parts
    .flatMap((part) => partOf(stripVTControlCharacters(printed), part))
    .map((line, index) => {
      const y = 34 + index * lineHeight;
      return `<text x="20" y="${y}" xml:space="preserve"${classOf(line)}>${escaped(line)}</text>`;
    });
  const [width, height] = [Math.ceil(40 + columns * characterWidth), 34 + lines.length * lineHeight];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>What npm run demo prints: ${escaped(parts.join(", "))}</title>
<style>
text { font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; fill: #d6dbe5; }
.title { font-weight: bold; fill: #ffffff; }
.gain { fill: #7ee2a8; }
.loss { fill: #ff9a9a; }
</style>
<rect width="100%" height="100%" rx="8" fill="#161a22"/>
${lines.join("\n")}
</svg>
`;
}

/** The lines below a title, and the title. */
function partOf(printed: string, part: string): readonly string[] {
  const lines = printed.split("\n");
  const start = lines.findIndex((line) => line.replace(/^\d+\. /, "").startsWith(part));
  if (start < 0) throw new Error(`the demo has no part "${part}"`);
  const length = lines.slice(start).findIndex((line) => line.trim() === "");
  // What the demo proves of itself is no output of the commands.
  const own = lines.slice(start, length < 0 ? undefined : start + length).filter((line) => !/^ +✓ /.test(line));
  return [...own, ""];
}

function classOf(line: string): string {
  if (/^\d+\. /.test(line)) return ' class="title"';
  if (/^ +\+ /.test(line)) return ' class="gain"';
  return /^ +- |\bloses everything\b/.test(line) ? ' class="loss"' : "";
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
