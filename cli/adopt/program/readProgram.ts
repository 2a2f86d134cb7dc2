import { type ParseResult, parse } from "@babel/parser";
import type { Properties } from "../../../provider/arguments/arguments.js";
import { messageOf } from "../../../provider/errors.js";
import { resourceKinds } from "../../../provider/systems/resourceKinds.js";
import { UsageError } from "../../UsageError.js";
import { classOf } from "./Entry.js";
import { guardClass, packageName } from "./writeProgram.js";

type Statement = ParseResult["program"]["body"][number];
type Expression = Extract<Statement, { type: "ExpressionStatement" }>["expression"];

/** A resource as a program has it, written out. */
export interface ReadEntry {
  readonly kind: string;
  readonly name: string;
  readonly args: Properties;
}

/** What a program says, as far as it can be told without running it. */
export interface ReadProgram {
  readonly entries: readonly ReadEntry[];
  /** Resources of which the text alone does not tell whether, how often or with what they are made. */
  readonly unclear: readonly { readonly line: number; readonly why: string }[];
  /** Where a statement can be put so that it comes before the guard, and where an import can. */
  readonly beforeGuard: number;
  readonly afterImports: number;
  /** What the program calls a class of the package; nothing where it does not import it. */
  readonly calledAs: (className: string) => string | undefined;
}

const kindOf = new Map([...resourceKinds.keys()].map((kind) => [classOf(kind), kind]));

/**
 * Reads a program by its text: nothing of it runs.
 *
 * @throws UsageError
 */
export function readProgram(file: string, text: string): ReadProgram {
  const body = statementsOf(file, text);
  const locals = new Map<string, string>();
  let namespace: string | undefined;
  let afterImports = 0;
  for (const statement of body) {
    if (statement.type !== "ImportDeclaration") continue;
    afterImports = endOfLine(text, statement.end ?? 0);
    if (statement.source.value !== packageName) continue;
    for (const specifier of statement.specifiers) {
      if (specifier.type === "ImportNamespaceSpecifier") namespace = specifier.local.name;
      if (specifier.type !== "ImportSpecifier" || specifier.importKind === "type") continue;
      const { imported } = specifier;
      locals.set(imported.type === "Identifier" ? imported.name : imported.value, specifier.local.name);
    }
  }
  const classes = new Map([...locals].map(([name, local]) => [local, name]));
  const classIn = (callee: Expression): string | undefined => {
    if (callee.type === "Identifier") return classes.get(callee.name);
    if (callee.type !== "MemberExpression" || callee.object.type !== "Identifier") return undefined;
    const { object, property } = callee;
    return object.name === namespace && property.type === "Identifier" ? property.name : undefined;
  };

  const entries: ReadEntry[] = [];
  const unclear: { line: number; why: string }[] = [];
  let beforeGuard = text.length;
  let previousEnd = 0;
  for (const statement of body) {
    const made = madeBy(statement);
    for (const creation of creationsIn(statement)) {
      const className = isExpression(creation.callee) ? classIn(creation.callee) : undefined;
      const line = creation.loc?.start.line ?? 0;
      if (className === guardClass && creation === made) beforeGuard = endOfLine(text, previousEnd);
      const kind = className === undefined ? undefined : kindOf.get(className);
      if (kind === undefined) continue;
      const [name, args] = creation.arguments.map((one) => (isExpression(one) ? writtenIn(one) : undefined));
      if (creation === made && typeof name?.value === "string" && isProperties(args?.value)) {
        entries.push({ kind, name: name.value, args: args.value });
      } else {
        const why = creation === made ? "its name or arguments are not written out" : "it is made within other code";
        unclear.push({ line, why: `${className}: ${why}` });
      }
    }
    previousEnd = statement.end ?? previousEnd;
  }
  const calledAs = (className: string) =>
    locals.get(className) ?? (namespace === undefined ? undefined : `${namespace}.${className}`);
  return { entries, unclear, beforeGuard, afterImports, calledAs };
}

function statementsOf(file: string, text: string): readonly Statement[] {
  try {
    return parse(text, { sourceType: "module", plugins: ["typescript"] }).program.body;
  } catch (error) {
    throw new UsageError(`${file} cannot be read as TypeScript: ${messageOf(error)}`);
  }
}

type Creation = Extract<Expression, { type: "NewExpression" }>;

/** The resource that a statement at the top level makes. */
function madeBy(statement: Statement): Creation | undefined {
  if (statement.type === "ExpressionStatement") return creationOf(statement.expression);
  const declaration = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
  if (declaration?.type !== "VariableDeclaration" || declaration.declarations.length !== 1) return undefined;
  const initial = declaration.declarations[0]?.init;
  return initial ? creationOf(initial) : undefined;
}

function creationOf(expression: Expression): Creation | undefined {
  if (expression.type === "UnaryExpression" && expression.operator === "void") return creationOf(expression.argument);
  return expression.type === "NewExpression" ? expression : undefined;
}

/** Every `new` in a statement, however deep. */
function creationsIn(node: unknown): Creation[] {
  if (Array.isArray(node)) return node.flatMap(creationsIn);
  if (typeof node !== "object" || node === null) return [];
  const within = Object.entries(node)
    .filter(([key]) => key !== "loc" && !key.endsWith("Comments"))
    .flatMap(([, part]) => creationsIn(part));
  return isCreation(node) ? [node, ...within] : within;
}

function isCreation(node: object): node is Creation {
  return "type" in node && node.type === "NewExpression";
}

function isExpression(node: { readonly type: string }): node is Expression {
  return !["SpreadElement", "ArgumentPlaceholder", "Super", "Import", "V8IntrinsicIdentifier"].includes(node.type);
}

function isProperties(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value that stands written out; nothing where it would have to be computed. */
function writtenIn(node: Expression): { readonly value: unknown } | undefined {
  switch (node.type) {
    case "StringLiteral":
    case "NumericLiteral":
    case "BooleanLiteral":
      return { value: node.value };
    case "TemplateLiteral":
      return node.expressions.length === 0 ? { value: node.quasis[0]?.value.cooked } : undefined;
    case "UnaryExpression":
      return node.operator === "-" && node.argument.type === "NumericLiteral"
        ? { value: -node.argument.value }
        : undefined;
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "ParenthesizedExpression":
      return writtenIn(node.expression);
    case "ArrayExpression": {
      const items = node.elements.map((item) => (item !== null && isExpression(item) ? writtenIn(item) : undefined));
      return items.every((item) => item !== undefined) ? { value: items.map((item) => item?.value) } : undefined;
    }
    case "ObjectExpression": {
      const parts: [string, unknown][] = [];
      for (const property of node.properties) {
        if (property.type !== "ObjectProperty" || !isExpression(property.value)) return undefined;
        const name = keyOf(property.key, property.computed);
        const value = writtenIn(property.value);
        if (name === undefined || value === undefined) return undefined;
        parts.push([name, value.value]);
      }
      return { value: Object.fromEntries(parts) };
    }
    default:
      return undefined;
  }
}

function keyOf(key: { readonly type: string }, isComputed: boolean): string | undefined {
  if (!isExpression(key)) return undefined;
  if (key.type === "StringLiteral") return key.value;
  if (isComputed) return undefined;
  if (key.type === "NumericLiteral") return String(key.value);
  return key.type === "Identifier" ? key.name : undefined;
}

/** Behind the line, with the comment that stands in it. */
function endOfLine(text: string, position: number): number {
  const end = text.indexOf("\n", position);
  return end < 0 ? text.length : end + 1;
}
