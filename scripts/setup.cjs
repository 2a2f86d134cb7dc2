"use strict";
// Brings a fresh clone to where the other scripts can run: dependencies, then the build. Plain JavaScript, because nothing
// is installed yet when it starts. What is done already is not done again.
const { createHash } = require("node:crypto");
const { spawnSync } = require("node:child_process");
const {
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} = require("node:fs");
const { join } = require("node:path");

const root = join(__dirname, "..");
const stamp = join(root, "node_modules", ".pulumi-permissions-setup");

function main() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    fail(`Node.js ${process.versions.node} is too old: install 20.19 or later.`);
  }
  lockSetup();
  const wanted = createHash("sha256");
  for (const file of ["package.json", "package-lock.json"]) wanted.update(readFileSync(join(root, file)));
  const digest = `${wanted.digest("hex")} ${process.version}`;
  if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== digest) {
    say("Installing dependencies (about a minute, once)");
    run("npm", ["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"]);
    writeFileSync(stamp, digest);
  }
  linkToItself();
  unbundle();
  if (!existsSync(join(root, "dist", ".tsbuildinfo"))) say("Building");
  run(process.execPath, [join(root, "node_modules", "typescript", "bin", "tsc"), "--project", root]);
  run(process.execPath, [join(root, "scripts", "bundle.cjs")]);
}

/** After `npm run bench` the handlers are those of one day, in one file: whoever changes the code would go on running them. */
function unbundle() {
  const handlers = join(root, "dist", "provider", "handlers.js");
  if (!existsSync(handlers)) return;
  for (const file of [handlers, join(root, "dist", ".tsbuildinfo")]) rmSync(file, { force: true });
}

/** Two set-ups in one clone (`npm test` beside `npm run demo`) wait for each other; a lock that is old was left by a dead one. */
function lockSetup() {
  const lock = join(root, ".setup-lock");
  const patience = 15 * 60_000;
  for (let told = false; ; told = true) {
    try {
      mkdirSync(lock);
      process.on("exit", () => rmSync(lock, { recursive: true, force: true }));
      for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));
      return;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
      const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
      if (age > patience) rmSync(lock, { recursive: true, force: true });
      else if (!told) say("Waiting for another set-up in this folder");
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
    }
  }
}

/** The dynamic host loads the package by name from node_modules, and the examples import it by name, as users do. */
function linkToItself() {
  const link = join(root, "node_modules", "pulumi-permissions");
  // A folder that was copied with its node_modules has the link of the other one.
  if (existsSync(link) && realpathSync(link) === realpathSync(root)) return;
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
