import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/** Text that `--help` shows, or that a schema says of a field: nobody meets it as a message. */
const explaining =
  /(?:^|\.)(?:option|requiredOption|argument|command|description|summary|addHelpText|helpOption|meta|describe|default)$/;

/** Pages and programs that are written as a whole, and the words between the parts of a report. */
const furniture = [
  /^cli\/report\/(?!delivery|readInput)/,
  /^cli\/\w+\/formats\//,
  /^cli\/\w+\/report\.ts$/,
  /^cli\/adopt\/program\/write/,
  /^cli\/sandbox\/sandboxCommand\.ts$/,
  /^provider\/plugin\/schema/,
  /^cli\/main\.ts$/,
];

export interface Piece {
  readonly file: string;
  readonly text: string;
}

/** The fixed parts of every text in the source that is a sentence, or a good part of one: what stands between its values. */
export function piecesInSource(): readonly Piece[] {
  const files = ["provider", "cli"].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => join(folder, name)),
  );
  return files.flatMap((file) => {
    const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
    // What has lines is a page, or a program.
    const texts = textsIn(source).filter((text) => !text.trim().includes("\n"));
    return texts.map((text) => ({ file, text: plain(text) }));
  });
}

/** Those of the pieces that a list of messages must have. */
export function tellingPieces(pieces: readonly Piece[]): readonly Piece[] {
  return pieces.filter(({ file, text }) => !furniture.some((one) => one.test(file)) && isTelling(text));
}

/** Four words or more: shorter ones stand in other messages. */
export function isTelling(text: string): boolean {
  return text.split(" ").filter((word) => /[A-Za-z]/.test(word)).length >= 4;
}

/** Without what Markdown needs, and in one line. */
export function plain(text: string): string {
  return text.replaceAll("`", "").replaceAll("\\|", "|").replaceAll(/\s+/g, " ").trim();
}

function textsIn(node: ts.Node): readonly string[] {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isLiteralTypeNode(node)) return [];
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isTemplateExpression(node)) {
    const spans = node.templateSpans.flatMap(({ expression, literal }) => [...textsIn(expression), literal.text]);
    return [node.head.text, ...spans];
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    return joined(textsIn(node.left), textsIn(node.right));
  }
  const isExplaining =
    (ts.isCallExpression(node) && explaining.test(node.expression.getText())) ||
    (ts.isNewExpression(node) && /^(?:Option|Argument)$/.test(node.expression.getText()));
  const texts: string[] = [];
  ts.forEachChild(node, (child) => {
    const isText = ts.isStringLiteralLike(child) || ts.isTemplateExpression(child) || ts.isBinaryExpression(child);
    const isHelp = isExplaining && (isText || ts.isObjectLiteralExpression(child));
    if (!isHelp) texts.push(...textsIn(child));
  });
  return texts;
}

/** Two texts that are added: the end of one and the beginning of the other are one piece. */
function joined(left: readonly string[], right: readonly string[]): readonly string[] {
  const [last = "", first = ""] = [left.at(-1), right[0]];
  return [...left.slice(0, -1), last + first, ...right.slice(1)];
}
