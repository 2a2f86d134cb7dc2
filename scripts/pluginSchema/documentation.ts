import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";
import type { Property } from "./types.js";

/** The doc comments of one source file, and the types of its interfaces. */
export interface Documentation {
  /** Those of a class, an interface or a function, or of a member of it; empty where there is none. */
  words(name: string, member?: string): string;
  /** The interface that an argument has as its type, such as `ShopUserRights`; empty where it has none. */
  typeName(holder: string, member: string): string;
  /**
   * What an interface consists of.
   *
   * @param types takes the types of what it consists of, named behind `prefix`
   */
  objectOf(name: string, prefix: string, types: Record<string, object>): ObjectType;
}

export interface ObjectType {
  readonly properties: Readonly<Record<string, Property>>;
  readonly required: readonly string[];
}

type Holder = ts.InterfaceDeclaration | ts.ClassDeclaration;

export function documentationIn(file: string): Documentation {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ESNext, true);
  const named = (name: string) =>
    source.statements.find(
      (one): one is Holder | ts.FunctionDeclaration =>
        (ts.isInterfaceDeclaration(one) || ts.isClassDeclaration(one) || ts.isFunctionDeclaration(one)) &&
        one.name?.text === name,
    );
  const memberOf = (name: string, member: string) => {
    const holder = named(name);
    if (holder === undefined || ts.isFunctionDeclaration(holder)) return undefined;
    const members: readonly (ts.ClassElement | ts.TypeElement)[] = holder.members;
    return members.find((one) => one.name?.getText(source) === member);
  };
  const typeText = (name: string, member: string) => {
    const found = memberOf(name, member);
    return found && (ts.isPropertySignature(found) || ts.isPropertyDeclaration(found))
      ? (found.type?.getText(source) ?? "")
      : "";
  };
  const isHere = (name: string) => named(name) !== undefined;

  /** Where an interface has a member from, that it does not declare itself. */
  const inherited = (name: string, member: string): string => {
    const holder = named(name);
    if (holder === undefined || ts.isFunctionDeclaration(holder)) return "";
    const bases = (holder.heritageClauses ?? []).flatMap(({ types }) =>
      types.map((one) => one.expression.getText(source)),
    );
    return bases
      .map((base) => (isHere(base) ? own.words(base, member) : imported(base)?.words(base, member)) ?? "")
      .join("");
  };
  const imported = (name: string): Documentation | undefined => {
    const statement = source.statements.find(
      (one): one is ts.ImportDeclaration =>
        ts.isImportDeclaration(one) && (one.importClause?.getText(source).includes(name) ?? false),
    );
    const from = statement && ts.isStringLiteral(statement.moduleSpecifier) ? statement.moduleSpecifier.text : "";
    return from.startsWith(".") ? documentationIn(join(dirname(file), from.replace(/\.js$/, ".ts"))) : undefined;
  };

  const own: Documentation = {
    words(name, member = "") {
      const node = member === "" ? named(name) : memberOf(name, member);
      if (node === undefined && member !== "") return inherited(name, member);
      const [comment] = node ? ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc) : [];
      return cleaned(ts.getTextOfJSDocComment(comment?.comment) ?? "");
    },
    typeName(holder, member) {
      const [, name = ""] = /Input<(\w+)>/.exec(typeText(holder, member)) ?? [];
      return isHere(name) ? name : "";
    },
    objectOf(name, prefix, types) {
      const holder = named(name);
      const members = holder && ts.isInterfaceDeclaration(holder) ? holder.members : [];
      const propertyOf = (type: string): Property => {
        const plain = type.replace(/ \| null$/, "");
        const [, item] = /^(.+)\[\]$/.exec(plain) ?? [];
        if (item !== undefined) return { type: "array", items: propertyOf(item) };
        if (["string", "boolean", "number"].includes(plain)) return { type: plain };
        if (!isHere(plain)) throw new Error(`${file}: ${type} has no form in Pulumi's schema yet`);
        const token = `${prefix}:${plain}`;
        types[token] = { type: "object", description: this.words(plain), ...this.objectOf(plain, prefix, types) };
        return { $ref: `#/types/${token}` };
      };
      const own = members.map((one): [string, Property] => {
        const key = one.name?.getText(source) ?? "";
        return [key, { ...propertyOf(typeText(name, key)), description: this.words(name, key) }];
      });
      const isNull = ([key]: [string, Property]) => typeText(name, key).endsWith(" | null");
      return {
        properties: Object.fromEntries(own),
        required: own.filter((one) => !isNull(one)).map(([key]) => key),
      };
    },
  };
  return own;
}

/** Without samples, which are TypeScript, and without links and escapes of TypeDoc. */
function cleaned(text: string): string {
  return text
    .replaceAll(/```ts\n[\s\S]*?```\n*/g, "")
    .replaceAll(/\{@link (\w+)\}/g, "$1")
    .replaceAll(/\\([{}])/g, "$1")
    .trim();
}
