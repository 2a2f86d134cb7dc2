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
    "^pulumi-permissions/native$": "<rootDir>/provider/native/index.ts",
    "^pulumi-permissions/unstable/(resource|system)$": "<rootDir>/provider/unstable/$1.ts",
    "^pulumi-permissions/sandbox$": "<rootDir>/sandbox/index.ts",
    // Sources name their siblings as they are called once compiled.
    "^(\\.{1,2}/.*)\\.js$": "$1",
  },
};

/** @type {import("jest").Config} */
module.exports = {
  maxWorkers: 2,
  // A machine that is busy with something else must not make a test red.
  testTimeout: 30_000,
  testSequencer: "<rootDir>/test/sequencer.cjs",
  projects: [
    {
      ...shared,
      displayName: "unit",
      setupFiles: ["<rootDir>/test/support/withoutPauses.ts"],
      testMatch: ["<rootDir>/test/**/*.test.ts"],
      testPathIgnorePatterns: ["<rootDir>/test/(engine|package|soak|gitops/(driftIssue|systemd))"],
    },
    {
      ...shared,
      // All that is exhaustive by nature; `npm run test:soak`, no part of `npm test`.
      displayName: "soak",
      testEnvironment: "<rootDir>/test/engine/EngineEnvironment.cjs",
      testMatch: ["<rootDir>/test/soak/**/*.test.ts"],
      globalSetup: "<rootDir>/test/soak/globalSetup.cjs",
    },
    {
      ...shared,
      // What needs the engine, or the packed package; `npm run test:quick` leaves it out.
      displayName: "engine",
      testEnvironment: "<rootDir>/test/engine/EngineEnvironment.cjs",
      testMatch: ["<rootDir>/test/{engine,package}/**/*.test.ts", "<rootDir>/test/gitops/{driftIssue,systemd}.test.ts"],
      globalSetup: "<rootDir>/test/globalSetup.cjs",
      globalTeardown: "<rootDir>/test/globalTeardown.cjs",
    },
  ],
};
