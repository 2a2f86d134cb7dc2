"use strict";

/** Says how long all of it takes, and gets the engine before the workers ask for it. */
module.exports = async () => {
  process.stderr.write(
    "soak: about 45 minutes on two idle cores; each suite says how far it is, and it ends by itself\n",
  );
  const { ensureEngine } = require("../../dist/scripts/engine.js");
  await ensureEngine((text) => process.stderr.write(`engine: ${text}\n`));
};
