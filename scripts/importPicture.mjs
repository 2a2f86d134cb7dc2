// Draws which folder imports which into ARCHITECTURE.md, between two markers. What a function loads only when it is called
// (import()) is left out, as in the import rules.
//
//     node scripts/importPicture.mjs            writes the picture
//     node scripts/importPicture.mjs --check    fails if the page has another one
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { cruise } from "dependency-cruiser";
import extractDepcruiseConfig from "dependency-cruiser/config-utl/extract-depcruise-config";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));

const page = "ARCHITECTURE.md";
const begin = "<!-- The picture of `npm run docs`. -->";
const end = "<!-- End of the picture. -->";

/** What has a box of its own; files beside these folders share their folder's. */
const folders = /^(provider\/(?!systems\/)[^/]+(?=\/)|provider\/systems(?=\/)|provider|cli|sandbox|scripts)\//;

/** They know nothing, and everybody may know them. */
const everybodys = ["provider/version.ts", "provider/errors.ts"];

const { options } = await extractDepcruiseConfig("./.dependency-cruiser.cjs");
const { output } = await cruise(["provider", "cli", "sandbox", "scripts"], options);
const names = new Set();
const arrows = new Set();
for (const { source, dependencies } of output.modules) {
  for (const { resolved } of dependencies) {
    const [from, to] = [boxOf(source), boxOf(resolved)];
    if (!from || !to || from === to || everybodys.includes(resolved)) continue;
    names.add(from).add(to);
    arrows.add(`  ${identifier(from)} --> ${identifier(to)}`);
  }
}
const boxes = [...names].map((name) => `  ${identifier(name)}["${name === "provider" ? "provider/index.ts" : name}"]`);
const picture = ["```mermaid", "flowchart TD", ...boxes.sort(), ...[...arrows].sort(), "```"].join("\n");

const text = readFileSync(page, "utf8");
const [before, rest] = text.split(begin);
const [, after] = (rest ?? "").split(end);
if (after === undefined) throw new Error(`${page} has lost the markers of the picture`);
const fresh = `${before}${begin}\n\n${picture}\n\n${end}${after}`;
if (!process.argv.includes("--check")) writeFileSync(page, fresh);
else if (fresh !== text) {
  process.stderr.write(`The picture of imports in ${page} is out of date: run \`npm run docs\`.\n`);
  process.exitCode = 1;
}

function boxOf(file) {
  return folders.exec(file)?.[1];
}

function identifier(name) {
  return name.replaceAll("/", "_");
}
