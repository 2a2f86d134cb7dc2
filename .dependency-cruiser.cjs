"use strict";

const outside = "cli/|sandbox/|scripts/|bench/|test/|examples/";

/** What a program imports of a system: the classes of resources, and functions. */
const forPrograms = [
  "systems/hostup/ContactPermissions",
  "systems/hostup/DelegatedAccess",
  "systems/hostup/getDelegatedAccess",
  "systems/spanel/SpanelUserPrivileges",
  "systems/vms/VmsUserPermissions",
  "systems/bakeronline/ShopUserPermissions",
];

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
      to: { path: `^(provider/systems|provider/http|${outside})` },
    },
    {
      name: "http-knows-only-http",
      severity: "error",
      from: { path: "^provider/http" },
      to: { path: `^(provider/kernel|provider/systems|${outside})` },
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
      to: { path: `^(${outside})` },
    },
    {
      name: "sandbox-is-no-copy",
      comment: "An emulation that shares the client's code would share its mistakes.",
      severity: "error",
      from: { path: "^sandbox" },
      to: { path: "^(provider|cli|scripts|bench|test|examples)/" },
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
        pathNot: `(${["kernel/PermissionResource", "kernel/subjectRegister", ...forPrograms].join("|")})\\.ts$`,
      },
      to: { path: "node_modules/@pulumi/" },
    },
    {
      name: "cli-knows-systems-by-their-lists",
      comment: "A new system reaches every command without a line there; login is BakerOnline's own command.",
      severity: "error",
      from: { path: "^cli", pathNot: "^cli/login\\.ts$" },
      to: { path: "^provider/systems/", pathNot: "^provider/systems/(resourceKinds|systems)\\.ts$" },
    },
    { name: "resolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "require", "node", "default"] },
  },
};
