"use strict";
const { mkdtempSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");
const { bundle } = require("./support/bundledHandlers.cjs");

/** Bundles the handlers; finds or makes the engine once, before the workers start to ask for it; and makes a place for the packed package, which they share. */
module.exports = async () => {
  bundle();
  const { ensureEngine } = require("../dist/scripts/engine.js");
  const say = (text) => process.stderr.write(`engine: ${text}\n`);
  const command = await ensureEngine(say);
  const { missingYamlHost } = require("../dist/scripts/yamlHost.js");
  // Said aloud here, and the name of the test that stands in its place.
  const missing = await missingYamlHost(command, say);
  if (missing !== undefined) say(`programs in YAML are not tried: ${missing}`);
  process.env.MISSING_YAML_HOST = missing ?? "";
  process.env.PACKED_PACKAGE_FOLDER = mkdtempSync(join(tmpdir(), "pulumi-permissions-packed-"));
};
