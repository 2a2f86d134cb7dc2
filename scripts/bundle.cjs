"use strict";
// Makes the plugin for programs in any language: one file, which needs nothing beside it but Node.js, and a launcher for Windows.
const { chmodSync, mkdirSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { buildSync } = require("esbuild");

const root = join(__dirname, "..");
const folder = join(root, "dist", "plugin");
const name = "pulumi-resource-permissions";

mkdirSync(folder, { recursive: true });
buildSync({
  entryPoints: [join(root, "provider", "plugin", "main.ts")],
  outfile: join(folder, name),
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  // Sources, not what tsc makes of them: of ES modules only what is used goes in.
  mainFields: ["module", "main"],
  minify: true,
  // Errors tell people their names.
  keepNames: true,
  legalComments: "none",
  logLevel: "warning",
});
chmodSync(join(folder, name), 0o755);
// The engine looks for .exe and .cmd there.
writeFileSync(join(folder, `${name}.cmd`), `@echo off\r\nnode "%~dp0${name}" %*\r\n`);
