"use strict";
const { rmSync } = require("node:fs");

module.exports = () => rmSync(process.env.PACKED_PACKAGE_FOLDER, { recursive: true, force: true });
