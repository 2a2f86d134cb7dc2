"use strict";

const outside = "cli/|sandbox/|scripts/|bench/|test/|examples/";

/** What a program imports of a system: the classes of resources, and functions. */
const forPrograms = [
  "systems/hostup/ContactPermissions",
  "systems/hostup/DelegatedAccess",
  "systems/hostup/delegatedAccess/getDelegatedAccess",
  "systems/spanel/SpanelUserPrivileges",
  "systems/vms/VmsUserPermissions",
  "systems/bakeronline/ShopUserPermissions",
  "guard/AccessGuard",
  "native/[^/]+",
];

/**
 * The floors of provider/, from the cellar up: a folder imports only what stands before it. `errors.ts` and `version.ts` know nothing
 * and serve all.
 */
const floors = [
  "access",
  "arguments",
  "contract",
  "http",
  "connections",
  "lifecycle",
  "pulumi",
  "systems",
  "guard",
  "plugin",
  "native",
  "unstable",
];

const stairs = floors.map((floor, index) => ({
  name: `${floor}-knows-its-place`,
  severity: "error",
  from: { path: `^provider/${floor}/` },
  to: { path: `^(provider/(${floors.slice(index + 1).join("|") || "nothing"})/|provider/index|${outside})` },
}));

/** The arrows of ARCHITECTURE.md: program → handlers → lifecycle → system → http → API. */
/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    ...stairs,
    {
      name: "http-knows-only-http",
      severity: "error",
      from: { path: "^provider/http" },
      to: { path: "^provider/", pathNot: "^provider/(http/|version\\.ts$)" },
    },
    {
      name: "the-lifecycle-is-plain-data",
      comment:
        "What lifecycle and access decide, they decide without I/O of their own: a system's client does it for them.",
      severity: "error",
      from: { path: "^provider/(access|arguments|contract|lifecycle)/" },
      to: { path: "^provider/(http|connections|pulumi)/" },
    },
    {
      name: "decisions-do-no-input-or-output",
      severity: "error",
      from: { path: "^provider/(access|arguments|contract|lifecycle)/" },
      to: { dependencyTypes: ["core"], pathNot: "^(node:)?util$" },
    },
    {
      name: "what-serves-all-knows-nothing",
      severity: "error",
      from: { path: "^provider/[^/]+\\.ts$", pathNot: "^provider/index\\.ts$" },
      to: { path: "^provider/" },
    },
    {
      name: "cli-sends-nothing-itself",
      severity: "error",
      from: { path: "^cli/" },
      to: { path: "^provider/http/" },
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
        path: "^provider/",
        // The plugin takes the engine's protocol from the SDK, and nothing else of it.
        pathNot: `(provider/plugin/[^/]+|provider/index|${["pulumi/EndingArgs", "pulumi/NoTraces", "pulumi/PermissionResource", "pulumi/requireReachable", "pulumi/runRegister", "unstable/resource", ...forPrograms].join("|")})\\.ts$`,
      },
      to: { path: "node_modules/@pulumi/" },
    },
    {
      name: "the-plugin-knows-pulumi-by-its-protocol",
      comment: "Its one file would otherwise hold all of the SDK.",
      severity: "error",
      from: { path: "^provider/plugin/" },
      to: { path: "node_modules/@pulumi/pulumi/", pathNot: "node_modules/@pulumi/pulumi/proto/" },
    },
    {
      name: "nobody-imports-the-plugin",
      comment: "It is a process of its own, which the engine starts.",
      severity: "error",
      from: { path: "^(provider|cli|sandbox)/", pathNot: "^provider/plugin/" },
      to: { path: "^provider/plugin/" },
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
