"use strict";
const { options } = require("./.dependency-cruiser.cjs");

/**
 * What a program loads when it imports the package. In a configuration of its own, because here import() counts for nothing: what
 * a program loads only when it calls a function is not what it loads. In the other rules it counts.
 */
/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "programs-load-no-zod-and-no-got",
      severity: "error",
      from: { path: "^provider/((native/)?index|unstable/resource)\\.ts$" },
      to: { path: "node_modules/(zod|got)/", reachable: true },
    },
  ],
  options: { ...options, exclude: { dynamic: true } },
};
