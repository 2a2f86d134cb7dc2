"use strict";
// Takes out of a built package what nobody who installs it can use: code and declarations that no import reaches, modules
// of types alone, comments and references to source maps in the JavaScript; its indentation becomes tabs. Names and lines stay, so
// that people can read what holds their access.
//
//     node scripts/slim.cjs <folder with the package.json>
const { readdirSync, readFileSync, rmSync, writeFileSync } = require("node:fs");
const { dirname, join, resolve } = require("node:path");
const ts = require("typescript");
const { bundle } = require("./bundle.cjs");

const folder = resolve(process.argv[2] ?? ".");
const dist = join(folder, "dist");

function main() {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const reachable = reachableFrom(declarationsOf(manifest));
  const needed = requiredFrom(programsOf(manifest));
  // Otherwise the next incremental build would believe that the files are as it wrote them.
  rmSync(join(dist, ".tsbuildinfo"), { force: true });
  for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.name.endsWith(".d.ts") && !reachable.has(file)) rmSync(file);
    if (!entry.name.endsWith(".js") || isBundle(file)) continue;
    if (!needed.has(file)) {
      rmSync(file);
      continue;
    }
    const code = withTabs(withoutComments(readFileSync(file, "utf8")));
    if (saysNothing(code)) rmSync(file);
    else writeFileSync(file, code);
  }
}

function declarationsOf({ exports }) {
  return Object.values(exports)
    .filter((target) => target.endsWith(".js"))
    .map((target) => join(folder, target.replace(/\.js$/, ".d.ts")));
}

/** A bundle was made small when it was made. */
function isBundle(file) {
  return file === join(dist, bundle);
}

function programsOf({ exports, bin }) {
  const targets = [...Object.values(exports), ...Object.values(bin)];
  return targets.filter((target) => target.endsWith(".js")).map((target) => join(folder, target));
}

/** What is loaded at some time by those that begin with `entries`. */
function requiredFrom(entries) {
  const found = new Set();
  const visit = (file) => {
    if (found.has(file) || !file.endsWith(".js")) return;
    found.add(file);
    if (isBundle(file)) return;
    for (const [, name] of readFileSync(file, "utf8").matchAll(/(?:require|import)\("(\.{1,2}\/[^"]+)"\)/g)) {
      visit(resolve(dirname(file), name));
    }
  };
  entries.forEach(visit);
  return found;
}

/** The declarations that a program's compiler may come to read. What they import from other packages is not looked for. */
function reachableFrom(entries) {
  const program = ts.createProgram(entries, {
    module: ts.ModuleKind.Node16,
    moduleResolution: ts.ModuleResolutionKind.Node16,
    types: [],
  });
  return new Set(program.getSourceFiles().map((source) => resolve(source.fileName)));
}

function withoutComments(text) {
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: {
      target: ts.ScriptTarget.ESNext,
      // The text is CommonJS and stays so.
      module: ts.ModuleKind.ESNext,
      removeComments: true,
    },
  });
  return outputText;
}

/** Lines within a template are text, and stay as they are. */
function withTabs(code) {
  const source = ts.createSourceFile("code.js", code, ts.ScriptTarget.ESNext);
  const templates = [];
  const visit = (node) => {
    if (ts.isTemplateLiteralToken(node)) templates.push([node.getStart(source), node.getEnd()]);
    ts.forEachChild(node, visit);
  };
  visit(source);
  const isText = (place) => templates.some(([from, to]) => from < place && place < to);
  return code.replace(/^(?: {4})+/gm, (spaces, place) => (isText(place) ? spaces : "\t".repeat(spaces.length / 4)));
}

/** Whether a module held types alone: then nothing requires what is left of it. */
function saysNothing(code) {
  const frame = /"use strict";|Object\.defineProperty\(exports, "__esModule", \{ value: true \}\);|\s/g;
  return code.replace(frame, "") === "";
}

main();
