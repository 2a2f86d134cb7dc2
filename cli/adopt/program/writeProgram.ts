import { nameAsText } from "../../report/html/markup.js";
import { suggestedRoles } from "../roles.js";
import { classOf, type Entry } from "./Entry.js";
import { columns, literal, quoted, width } from "./literal.js";

export const packageName = "pulumi-permissions";
export const guardClass = "AccessGuard";

const head = `// Written by \`pulumi-permissions adopt\` from live access. It names people: keep it as you keep what does.
// The first \`pulumi up\` only reads: everybody has this already. With onDelete "keep", whoever leaves this program keeps what they have,
// and so does everybody when the stack is destroyed. Access that is not written here is taken away once somebody asks for that: by
// \`pulumi up --refresh\`, or by a change of the same resource (unlisted is "revoke", the default).
`;
const guard = `// Made last: it stops a program that would take everything from many people at once.
new ${guardClass}("access-guard");
`;

/** A whole program. The same access makes the same text, whenever it is read. */
export function writeProgram(entries: readonly Entry[], { withRoles = false } = {}): string {
  const classes = [...new Set([guardClass, ...entries.map(({ kind }) => classOf(kind))])].sort();
  const roles = withRoles ? suggestedRoles(entries).map((lines) => `${lines.map(comment).join("\n")}\n`) : [];
  return [head, `${importLine(classes)}\n`, ...blocks(entries), ...roles, guard].join("\n");
}

export function importLine(classes: readonly string[]): string {
  const from = `from ${quoted(packageName)};`;
  const line = `import { ${classes.join(", ")} } ${from}`;
  return line.length <= width ? line : `import {\n${classes.map((name) => `  ${name},\n`).join("")}} ${from}`;
}

/** Resources of one person stand together; a block for each resource. */
export function blocks(entries: readonly Entry[], calledAs: (name: string) => string = (name) => name): string[] {
  let last: string | undefined;
  return [...entries].sort(byPerson).map((entry) => {
    const isFirst = entry.person !== undefined && entry.person !== last;
    last = entry.person;
    return `${isFirst ? `${comment(`Person: ${entry.person}`)}\n` : ""}${block(entry, calledAs)}`;
  });
}

function block(entry: Entry, calledAs: (name: string) => string): string {
  const { kind, name, args, subject, concerns, remarks } = entry;
  const words = [subject, ...concerns.map((one) => `Wide: ${one}`), ...remarks.map((one) => `Note: ${one}`)];
  const start = `new ${calledAs(classOf(kind))}(${quoted(name)}, `;
  return `${words.map(comment).join("\n")}\n${start}${literal(args, "", start, ");")});\n`;
}

/** Names come from other people: none may end the line, and so begin code. */
function comment(words: string): string {
  const text = `// ${nameAsText(words.replaceAll(/[\r\n]+/g, " "))}`;
  if (columns(text) <= width) return text;
  const lines: string[] = [];
  let line = "//";
  for (const word of text.slice(3).split(" ")) {
    if (columns(`${line} ${word}`) > width && line !== "//") {
      lines.push(line);
      line = "//  ";
    }
    line += ` ${word}`;
  }
  return [...lines, line].join("\n");
}

function byPerson(one: Entry, other: Entry): number {
  const key = ({ person, name }: Entry) => [person ?? name, name];
  const [left, right] = [key(one), key(other)];
  for (const [index, part] of left.entries()) {
    const against = right[index] ?? "";
    if (part !== against) return part < against ? -1 : 1;
  }
  return 0;
}
