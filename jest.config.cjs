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

/** @type {import("jest").Config} */
module.exports = {
  maxWorkers: 2,
  // The pure and the HTTP layers first: they say in seconds what is wrong.
  projects: [
    {
      ...shared,
      displayName: "unit",
      testMatch: [
        "<rootDir>/test/{access,arguments,connections,lifecycle,pulumi,http,systems,sandbox,contract,faults,fuzz,cli,package,gitops,docs,scripts}/**/*.test.ts",
      ],
    },
    {
      ...shared,
      // Thousands of operations under random faults; `npm run test:soak`, no part of `npm test`.
      displayName: "soak",
      testEnvironment: "<rootDir>/test/engine/EngineEnvironment.cjs",
      testMatch: ["<rootDir>/test/soak/**/*.test.ts"],
    },
    {
      ...shared,
      displayName: "engine",
      testEnvironment: "<rootDir>/test/engine/EngineEnvironment.cjs",
      testMatch: ["<rootDir>/test/engine/**/*.test.ts"],
      globalSetup: "<rootDir>/test/engine/globalSetup.cjs",
    },
  ],
};
