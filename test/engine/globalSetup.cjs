"use strict";

/** Finds or makes the engine once, before the workers start to ask for it. */
module.exports = async () => {
  const { ensureEngine } = require("../../dist/scripts/engine.js");
  await ensureEngine((text) => process.stderr.write(`engine: ${text}\n`));
};
