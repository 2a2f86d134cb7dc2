"use strict";
// Brings a fresh clone to where the other scripts can run: dependencies, then the build. Plain JavaScript, because nothing
// is installed yet when it starts. What is done already is not done again.
const { createHash } = require("node:crypto");
const { spawnSync } = require("node:child_process");
const { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");

const root = join(__dirname, "..");
const stamp = join(root, "node_modules", ".pulumi-permissions-setup");

function main() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    fail(`Node.js ${process.versions.node} is too old: install 20.19 or later.`);
  }
  const wanted = createHash("sha256");
  for (const file of ["package.json", "package-lock.json"]) wanted.update(readFileSync(join(root, file)));
  const digest = `${wanted.digest("hex")} ${process.version}`;
  if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== digest) {
    say("Installing dependencies (about a minute, once)");
    run("npm", ["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"]);
    writeFileSync(stamp, digest);
  }
  linkToItself();
  if (!existsSync(join(root, "dist", ".tsbuildinfo"))) say("Building");
  run(process.execPath, [join(root, "node_modules", "typescript", "bin", "tsc"), "--project", root]);
}

/** The dynamic host loads the package by name from node_modules, and the examples import it by name, as users do. */
function linkToItself() {
  const link = join(root, "node_modules", "pulumi-permissions");
  if (existsSync(join(link, "package.json"))) return;
  rmSync(link, { recursive: true, force: true });
  symlinkSync(root, link, "junction");
}

function run(command, args) {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (status !== 0) fail(`${command} ${args.join(" ")} failed${error ? `: ${error.message}` : ""}.`);
}

function say(text) {
  process.stderr.write(`setup: ${text}\n`);
}

function fail(text) {
  say(text);
  process.exit(1);
}

main();
