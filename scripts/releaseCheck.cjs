"use strict";
// Says what a release lacks before it is published, because a published version can never be replaced.
//
//     node scripts/releaseCheck.cjs v1.2.3
const { readFileSync } = require("node:fs");

const [tag = ""] = process.argv.slice(2);
const { version, repository } = JSON.parse(readFileSync("package.json", "utf8"));
const changelog = readFileSync("CHANGELOG.md", "utf8");
const [, told] = /^export const version = "([^"]*)";$/m.exec(readFileSync("provider/version.ts", "utf8")) ?? [];

const problems = [
  tag !== `v${version}` && `The tag is "${tag}", but package.json has version ${version}: the tag must be v${version}.`,
  told !== version && `provider/version.ts has version ${told}, but package.json has ${version}: write that there too.`,
  repository === undefined &&
    "package.json has no repository: npm publishes with provenance only where it names this one.",
  !changelog.split("\n").some((line) => line.startsWith(`## [${version}] - 2`)) &&
    `CHANGELOG.md has no section "## [${version}] - YYYY-MM-DD": name the section "Unreleased" so.`,
].filter((problem) => problem !== false);

for (const problem of problems) process.stderr.write(`${problem}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
