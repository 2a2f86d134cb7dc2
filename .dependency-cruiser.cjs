"use strict";

/** The arrows of ARCHITECTURE.md: program → handlers → lifecycle → system → http → API. */
/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "kernel-names-no-system",
      comment: "The kernel never asks which system it serves.",
      severity: "error",
      from: { path: "^provider/kernel" },
      to: { path: "^(provider/systems|provider/http|cli|sandbox|scripts)" },
    },
    {
      name: "http-knows-only-http",
      severity: "error",
      from: { path: "^provider/http" },
      to: { path: "^(provider/kernel|provider/systems|cli|sandbox|scripts)" },
    },
    {
      name: "systems-are-strangers",
      severity: "error",
      from: { path: "^provider/systems/([^/]+)/" },
      to: { path: "^provider/systems/", pathNot: "^provider/systems/$1/" },
    },
    {
      name: "provider-stands-alone",
      severity: "error",
      from: { path: "^provider" },
      to: { path: "^(cli|sandbox|scripts)" },
    },
    {
      name: "sandbox-is-no-copy",
      comment: "An emulation that shares the client's code would share its mistakes.",
      severity: "error",
      from: { path: "^sandbox" },
      to: { path: "^(provider|cli|scripts)" },
    },
    {
      name: "only-http-names-got",
      severity: "error",
      from: { pathNot: "^provider/http" },
      to: { path: "node_modules/got/" },
    },
    {
      name: "handlers-do-not-know-pulumi",
      comment: "A native plugin and the drift command run the same handlers without the SDK.",
      severity: "error",
      from: {
        path: "^provider/(kernel|http|systems)",
        pathNot: "(PermissionResource|subjectRegister|systems/[^/]+/([A-Z]|get[A-Z])[A-Za-z]*)\\.ts$",
      },
      to: { path: "node_modules/@pulumi/" },
    },
    {
      name: "programs-load-no-zod-and-no-got",
      severity: "error",
      from: { path: "^provider/index\\.ts$" },
      to: { path: "node_modules/(zod|got|fastify)/", reachable: true },
    },
    { name: "resolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    // What a program loads only when it calls a function is not what it loads.
    exclude: { dynamic: true },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "require", "node", "default"] },
  },
};
