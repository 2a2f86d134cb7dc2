"use strict";
const { mkdtempSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");

/** Finds or makes the engine once, before the workers start to ask for it; and a place for the packed package, which they share. */
module.exports = async () => {
  const { ensureEngine } = require("../dist/scripts/engine.js");
  await ensureEngine((text) => process.stderr.write(`engine: ${text}\n`));
  process.env.PACKED_PACKAGE_FOLDER = mkdtempSync(join(tmpdir(), "pulumi-permissions-packed-"));
};
