"use strict";
// Makes the plugin for programs in any language: one file, which needs nothing beside it but Node.js, and a launcher for Windows.
//
//     node scripts/bundle.cjs
//
// With a folder that holds a built package it also makes all that the engine's host loads one file there (the handlers of the classes, and what
// those of other packages are made by), with the libraries that they use: every run of the engine waits for them, and one file loads in a third of the time of three hundred.
//
//     node scripts/bundle.cjs <folder with the package.json>
const { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } = require("node:fs");
const { join, posix, resolve } = require("node:path");
const { build } = require("esbuild");

const root = join(__dirname, "..");
const name = "pulumi-resource-permissions";
/** Where all handlers stand, within dist. */
const bundle = "provider/handlers.js";
const common = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  // Sources, not what tsc makes of them: of ES modules only what is used goes in.
  mainFields: ["module", "main"],
  plugins: [{ name: "used-of-zod", setup: usedOfZod }],
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
};

/**
 * Through the object `z` all of zod can be reached, messages in fifty languages included; through a namespace only what is named. Who defines a
 * system elsewhere gets `z` from zod itself.
 */
function usedOfZod({ onLoad }) {
  onLoad({ filter: /[\\/]provider[\\/].*\.ts$/ }, ({ path }) => ({
    contents: readFileSync(path, "utf8")
      .replace('import { z } from "zod"', 'import * as z from "zod"')
      .replace('export { z } from "zod";', ""),
    loader: "ts",
  }));
}

async function main() {
  const [given] = process.argv.slice(2);
  if (given === undefined) return void (await bundlePlugin(root));
  const folder = resolve(given);
  const notices = noticesOf([await bundlePlugin(folder), await bundleHandlers(folder)]);
  writeFileSync(join(folder, "dist", "third-party-notices.txt"), notices);
}

async function bundlePlugin(folder) {
  const plugin = join(folder, "dist", "plugin");
  mkdirSync(plugin, { recursive: true });
  const { metafile } = await build({
    ...common,
    entryPoints: [join(root, "provider", "plugin", "main.ts")],
    outfile: join(plugin, name),
    minify: true,
    // Errors tell people their names.
    keepNames: true,
  });
  chmodSync(join(plugin, name), 0o755);
  // The engine looks for .exe and .cmd there.
  writeFileSync(join(plugin, `${name}.cmd`), `@echo off\r\nnode "%~dp0${name}" %*\r\n`);
  return metafile;
}

/** The files, within dist, that a bundle takes the place of: what the engine's host loads by its subpath. */
function bundledFiles(folder) {
  const { exports: subpaths } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return Object.values(subpaths)
    .filter((target) => target.endsWith(".handlers.js") || target.endsWith("/unstable/system.js"))
    .map((target) => posix.relative("dist", posix.normalize(target)));
}

/** Each class is made when it is asked for first; what they share is there once, as before. */
async function bundleHandlers(folder) {
  const handlers = bundledFiles(folder);
  const getters = handlers.map((file) => {
    const source = JSON.stringify(`./${file.replace(/\.js$/, ".ts")}`);
    return `Object.defineProperty(exports, ${JSON.stringify(file)}, { get: () => require(${source}) });`;
  });
  const { metafile } = await build({
    ...common,
    stdin: { contents: getters.join("\n"), resolveDir: root, loader: "js" },
    outfile: join(folder, "dist", bundle),
    // Names stay, so that people can read what holds their access.
    minifyWhitespace: true,
    minifySyntax: true,
  });
  for (const file of handlers) {
    const path = posix.relative(posix.dirname(file), bundle);
    writeFileSync(join(folder, "dist", file), `"use strict";\n${exportOf(path, file, folder)}`);
  }
  return metafile;
}

function exportOf(path, file, folder) {
  const part = `require(${JSON.stringify(path)})[${JSON.stringify(file)}]`;
  if (file.endsWith(".handlers.js")) return `module.exports = ${part};\n`;
  const names = Object.keys(require(join(folder, "dist", bundle))[file]);
  // The last line is read by Node.js alone, so that ES modules can import what it names.
  return `module.exports = { ...${part}, z: require("zod").z };\n0 && (module.exports = { ${names.join(", ")}, z });\n`;
}

/** The licences of everything that was bundled ask for it. */
function noticesOf(metafiles) {
  const inputs = metafiles.flatMap(({ inputs: files }) => Object.keys(files));
  const packages = inputs.flatMap((file) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? []);
  const notices = [...new Set(packages)].sort().map((path) => {
    const about = JSON.parse(readFileSync(join(root, path, "package.json"), "utf8"));
    const file = readdirSync(join(root, path)).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file === undefined ? "" : readFileSync(join(root, path, file), "utf8").trim();
    return `${about.name} ${about.version} (${about.license})\n\n${text}`.trim();
  });
  return `${notices.join(`\n\n${"-".repeat(80)}\n\n`)}\n`;
}

if (require.main === module) main();
module.exports = { bundle, bundledFiles };
