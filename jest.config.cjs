"use strict";

const transform = {
  "\\.ts$": [
    "@swc/jest",
    {
      jsc: { parser: { syntax: "typescript" }, target: "es2022" },
      // import() stays native: got is an ES module.
      module: { type: "commonjs", ignoreDynamic: true },
    },
  ],
};
const shared = {
  testEnvironment: "node",
  transform,
  moduleNameMapper: {
    "^pulumi-permissions$": "<rootDir>/provider/index.ts",
    "^pulumi-permissions/sandbox$": "<rootDir>/sandbox/index.ts",
    // Sources name their siblings as they are called once compiled.
    "^(\\.{1,2}/.*)\\.js$": "$1",
  },
};

/** What needs the engine, or the packed package; `npm run test:quick` leaves it out. */
const engine = "<rootDir>/test/{engine,package}/**/*.test.ts";
const soak = "<rootDir>/test/soak/**/*.test.ts";

/** @type {import("jest").Config} */
module.exports = {
  maxWorkers: 2,
  testSequencer: "<rootDir>/test/sequencer.cjs",
  projects: [
    {
      ...shared,
      displayName: "unit",
      testMatch: ["<rootDir>/test/**/*.test.ts", ...[engine, soak].map((pattern) => `!${pattern}`)],
    },
    {
      ...shared,
      // All that is exhaustive by nature; `npm run test:soak`, no part of `npm test`.
      displayName: "soak",
      testEnvironment: "<rootDir>/test/engine/EngineEnvironment.cjs",
      testMatch: [soak],
    },
    {
      ...shared,
      displayName: "engine",
      testEnvironment: "<rootDir>/test/engine/EngineEnvironment.cjs",
      testMatch: [engine],
      globalSetup: "<rootDir>/test/globalSetup.cjs",
      globalTeardown: "<rootDir>/test/globalTeardown.cjs",
    },
  ],
};
