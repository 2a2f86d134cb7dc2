"use strict";
const { rmSync } = require("node:fs");
const { restore } = require("./support/bundledHandlers.cjs");

module.exports = () => {
  restore();
  rmSync(process.env.PACKED_PACKAGE_FOLDER, { recursive: true, force: true });
};
