import { isMap, isScalar, LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import type { Properties } from "../../../provider/arguments/arguments.js";
import { resourceKinds } from "../../../provider/systems/resourceKinds.js";
import { nameAsText } from "../../report/html/markup.js";
import { UsageError } from "../../UsageError.js";
import { suggestedRoles } from "../roles.js";
import type { Entry } from "./Entry.js";
import type { ReadEntry, ReadProgram } from "./readProgram.js";

const head = `# Written by \`pulumi-permissions adopt\` from live access. It names people: keep it as you keep what does.
# The first \`pulumi up\` only reads: everybody has this already. With onDelete "keep", whoever leaves this program keeps what they have,
# and so does everybody when the stack is destroyed. Access that is not written here is taken away by the first \`pulumi up\` that sees it.
name: access
runtime: yaml
resources:
`;

/** A whole program for the native plugin. The same access makes the same text, whenever it is read. */
export function writeYaml(entries: readonly Entry[], { withRoles = false } = {}): string {
  const sorted = [...entries].sort((one, other) => (one.name < other.name ? -1 : 1));
  const keys = keysOf(sorted);
  const roles = withRoles ? suggestedRoles(sorted).map((lines) => `${lines.map(comment).join("\n")}\n`) : [];
  const blocks = sorted.map((entry, index) => block(keys[index] ?? "", entry));
  const subjects = keys.map((key) => `        - \${${key}}\n`).join("");
  const guard = `  # It stops a program that would take everything from many people at once: give it everybody.
  access_guard:
    type: permissions:access:AccessGuard
    name: access-guard
    properties:
      subjects:${subjects === "" ? " []\n" : `\n${subjects}`}    options:
      protect: true
`;
  return [head + (blocks[0] ?? ""), ...blocks.slice(1), ...roles, guard].join("\n");
}

function block(key: string, { kind, name, args, subject, person, concerns, remarks }: Entry): string {
  const words = [subject, ...concerns.map((one) => `Wide: ${one}`), ...remarks.map((one) => `Note: ${one}`)];
  const lines = [...(person === undefined ? [] : [`Person: ${person}`]), ...words].map(comment);
  const properties = Object.entries(args).map(([property, value]) => `      ${property}: ${literal(value)}`);
  return `${lines.join("\n")}
  ${key}:
    type: permissions:${kind.replace("/", ":")}
    name: ${literal(name)}
    properties:
${properties.join("\n")}
`;
}

/** Names come from other people: none may end the line. */
function comment(words: string): string {
  return `  # ${nameAsText(words.replaceAll(/[\r\n]+/g, " "))}`;
}

/** What references are made by; the resource's name beside it may have every character. */
function keysOf(entries: readonly Entry[]): string[] {
  const taken = new Set<string>();
  return entries.map(({ name }) => {
    const base = name.replaceAll(/[^A-Za-z0-9]+/g, "_").replace(/^(?=\d)/, "_");
    let key = base;
    for (let count = 2; taken.has(key); count++) key = `${base}_${count}`;
    taken.add(key);
    return key;
  });
}

/** JSON is YAML. What Pulumi would take for a reference is none. */
function literal(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === "string" ? item.replaceAll("${", "$$${") : item,
  ).replaceAll(
    /[\u007f-\u009f\u2028\u2029\ufeff]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

const resourceSchema = z.looseObject({
  type: z.string(),
  name: z.string().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
});

/**
 * Reads a program by its text: nothing of it runs.
 *
 * @throws UsageError
 */
export function readYaml(file: string, text: string): ReadProgram {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [error] = document.errors;
  const resources: unknown = document.get("resources");
  if (error !== undefined || !isMap(resources))
    throw new UsageError(`${file} is no program in Pulumi YAML: ${error?.message ?? "it has no resources"}.`);
  const entries: ReadEntry[] = [];
  const unclear: { line: number; why: string }[] = [];
  for (const { key, value } of resources.items) {
    const node: unknown = value;
    const resource = resourceSchema.safeParse(isMap(node) ? node.toJS(document) : undefined).data;
    const kind = resource && /^permissions:(\w+:\w+)$/.exec(resource.type)?.[1]?.replace(":", "/");
    if (resource === undefined || kind === undefined || !resourceKinds.has(kind)) continue;
    const { name = isScalar(key) ? String(key.value) : "", properties = {} } = resource;
    const line = lines.linePos(isMap(node) ? (node.range?.[0] ?? 0) : 0).line;
    if (isReferring(properties)) unclear.push({ line, why: `${name} has arguments that refer to something else` });
    else entries.push({ kind, name: plain(name), args: unescaped(properties) });
  }
  return { entries, unclear, beforeGuard: text.length, afterImports: 0, calledAs: () => undefined };
}

function isReferring(value: unknown): boolean {
  if (typeof value === "string") return /(^|[^$])\$\{/.test(value);
  return (
    typeof value === "object" &&
    value !== null &&
    Object.entries(value).some(([key, item]) => key.startsWith("fn::") || isReferring(item))
  );
}

function unescaped(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, unescapedValue(value)]));
}

function unescapedValue(value: unknown): unknown {
  if (typeof value === "string") return plain(value);
  if (Array.isArray(value)) return value.map(unescapedValue);
  return typeof value === "object" && value !== null ? unescaped({ ...value }) : value;
}

function plain(text: string): string {
  return text.replaceAll("$${", "${");
}
