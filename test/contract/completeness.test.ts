import { existsSync, readdirSync, readFileSync } from "node:fs";
import manifest from "../../package.json";
import * as api from "../../provider/index.js";
import { providerText } from "../../provider/pulumi/providerText.js";
import { resourceKinds } from "../../provider/systems/resourceKinds.js";
import { systems as registered } from "../../provider/systems/systems.js";
import { startSandbox } from "../../sandbox/index.js";
import typedoc from "../../typedoc.json";
import { refusals } from "../faults/faultKinds.js";
import { decoders } from "../fuzz/decodedGrants.js";
import { kinds as soakKinds } from "../soak/kinds.js";
import { targets } from "../soak/randomFault.js";
import { cases } from "../support/cases/index.js";
import { captureState, installState } from "../support/sandboxState.js";

const systems = readdirSync("provider/systems", { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** Words that a text lacks: all that a failure should show of it. */
function missing(file: string, words: readonly string[]): string[] {
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  return words.filter((word) => !text.includes(word));
}

/** Resource classes, by the handlers that stand beside them. */
const resources = systems.flatMap((system) =>
  readdirSync(`provider/systems/${system}`)
    .filter((file) => file.endsWith(".handlers.ts"))
    .map((file) => ({ system, name: file.replace(".handlers.ts", "") })),
);

describe.each(systems)("the system %s", (system) => {
  test.each([
    `provider/systems/${system}/README.md`,
    `provider/systems/${system}/connection.ts`,
    `sandbox/${system}/index.ts`,
    `provider/systems/${system}/probe.ts`,
    `examples/${system}/index.ts`,
    `examples/${system}/README.md`,
    `examples/${system}/Pulumi.yaml`,
    `examples/${system}/package.json`,
  ])("has %s", (file) => {
    expect(existsSync(file)).toBe(true);
  });

  test("has tests of its own", () => {
    const folder = `test/systems/${system}`;
    const files = existsSync(folder) ? readdirSync(folder) : [];
    expect(files).toContainEqual(expect.stringMatching(/\.test\.ts$/));
  });

  test("has a README whose first line says what it owns", () => {
    const [title, ...lines] = readFileSync(`provider/systems/${system}/README.md`, "utf8").split("\n");
    expect(title).toMatch(/^# /);
    expect(lines.find((line) => line !== "")).toMatch(/own/i);
  });

  test("has a README with the sections that all systems have", () => {
    const sections = [
      "Credentials",
      "Calls",
      "Arguments",
      "What destroy leaves",
      "Errors and cures",
      "How sure we are",
    ];
    const headings = sections.map((section) => `\n## ${section}\n`);
    expect(missing(`provider/systems/${system}/README.md`, headings)).toEqual([]);
  });

  test("is a system of a kind in provider/systems/resourceKinds.ts, where the doctor command finds it", () => {
    expect(registered.map(({ name }) => name)).toContain(system);
  });

  test.each([
    "README.md",
    "package.json",
    "cli/main.ts",
    ".github/ISSUE_TEMPLATE/bug.yml",
    "examples/quickstart/README.md",
  ])("is named in %s", (file) => {
    const title = registered.find(({ name }) => name === system)?.title ?? system;
    expect(missing(file, [title])).toEqual([]);
  });

  test("is linked in README.md: its page, its example, its settings", () => {
    const links = [`(provider/systems/${system}/README.md)`, `(examples/${system}/README.md)`, `\`${system}:`];
    expect(missing("README.md", links)).toEqual([]);
  });

  test("is served by the sandbox command, in cli/sandbox/serve.ts", () => {
    expect(missing("cli/sandbox/serve.ts", [`${system}: {`])).toEqual([]);
  });

  test("is among the systems that `sandbox grant` takes, in cli/sandbox/sandboxCommand.ts", () => {
    expect(missing("cli/sandbox/sandboxCommand.ts", [system])).toEqual([]);
  });

  test("has its credentials in SECURITY.md", () => {
    const { secrets = [] } = registered.find(({ name }) => name === system) ?? {};
    const own = secrets.filter((setting) => setting !== "proxy").map((setting) => `${system}:${setting}`);
    expect(missing("SECURITY.md", own)).toEqual([]);
  });

  test("has what a no with status 200 looks like, in test/faults/faultKinds.ts", () => {
    expect(refusals).toHaveProperty(system);
  });

  test("has how grants stand in its JSON, in test/fuzz/decodedGrants.ts", () => {
    expect(decoders).toHaveProperty(system);
  });

  test("is among those that fail at random, in test/soak/randomFault.ts", () => {
    expect(targets).toContain(system);
  });
});

describe.each(resources)("the resource $name", ({ system, name }) => {
  test("is exported by the package", () => {
    expect(api).toHaveProperty(name);
  });

  test("has handlers under the subpath that its provider text names", () => {
    expect(providerText({ system, name })).toBe(`exports.handler=()=>require("pulumi-permissions/${system}/${name}")`);
    expect(manifest.exports).toHaveProperty(
      [`./${system}/${name}`],
      `./dist/provider/systems/${system}/${name}.handlers.js`,
    );
    // For TypeScript that does not know `exports`.
    expect(manifest.typesVersions["*"]).toHaveProperty(
      [`${system}/${name}`],
      [`./dist/provider/systems/${system}/${name}.handlers.d.ts`],
    );
  });

  test("is a page of docs/api, by typedoc.json", () => {
    expect(typedoc.entryPoints).toContain(`provider/systems/${system}/${name}.ts`);
  });

  test("is in provider/systems/resourceKinds.ts, where the drift command finds it", () => {
    expect([...resourceKinds.keys()]).toContain(`${system}/${name}`);
    expect(resourceKinds.get(`${system}/${name}`)?.system.name).toBe(system);
    // By `adoption` of its definition.
    expect(resourceKinds.get(`${system}/${name}`)?.adopter).toBeDefined();
  });

  test("is in README.md, in CHANGELOG.md and in examples/quickstart", () => {
    const files = ["README.md", "CHANGELOG.md", "examples/quickstart/index.ts"];
    expect(files.filter((file) => missing(file, [name]).length > 0)).toEqual([]);
  });

  test("has a doc comment with its id, what destroy leaves, its errors and its source", () => {
    const source = readFileSync(`provider/systems/${system}/${name}.ts`, "utf8");
    const headings = ["**Id**", "**Destroy**", "**Errors**", "Source:", "```ts"];
    expect(headings.filter((heading) => !source.includes(heading))).toEqual([]);
  });

  test("is run through the engine, by a case in test/support/cases or a story of its own", () => {
    const told = readdirSync("test/engine").map((file) =>
      file.endsWith(".ts") ? readFileSync(`test/engine/${file}`, "utf8") : "",
    );
    const viaCase = cases.filter((one) => one.name.split(" ")[0] === name);
    expect(viaCase.length > 0 || told.some((text) => text.includes(`new ${name}(`))).toBe(true);
  });
});

test("every case of the contract suite has a kind in test/soak/kinds.ts", () => {
  const soaked = soakKinds.map(({ name }) => name);
  expect(cases.map(({ name }) => name).filter((name) => !soaked.includes(name))).toEqual([]);
});

test.each(cases)("what the sandbox holds of $name is carried over by test/support/sandboxState.ts", async (one) => {
  const [from, to] = await Promise.all([startSandbox(), startSandbox()]);
  try {
    one.setUp(from);
    installState(to, captureState(from));
    expect(one.live(to)).toEqual(one.before);
  } finally {
    await Promise.all([from.close(), to.close()]);
  }
});
