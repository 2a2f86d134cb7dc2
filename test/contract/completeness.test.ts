import { existsSync, readdirSync, readFileSync } from "node:fs";
import manifest from "../../package.json";
import * as api from "../../provider/index.js";
import { providerText } from "../../provider/kernel/PermissionResource.js";
import { resourceKinds } from "../../provider/systems/resourceKinds.js";
import { cases } from "../support/cases/index.js";

const systems = readdirSync("provider/systems", { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

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
    `examples/${system}/index.ts`,
    `examples/${system}/README.md`,
    `examples/${system}/Pulumi.yaml`,
    `examples/${system}/package.json`,
  ])("has %s", (file) => {
    expect(existsSync(file)).toBe(true);
  });

  test("has tests of its own", () => {
    expect(readdirSync(`test/systems/${system}`).filter((file) => file.endsWith(".test.ts"))).not.toEqual([]);
  });

  test("has a README whose first line says what it owns", () => {
    const [title, ...lines] = readFileSync(`provider/systems/${system}/README.md`, "utf8").split("\n");
    expect(title).toMatch(/^# /);
    expect(lines.find((line) => line !== "")).toMatch(/own/i);
  });
});

describe.each(resources)("the resource $name", ({ system, name }) => {
  test("is exported by the package", () => {
    expect(api).toHaveProperty(name);
  });

  test("has handlers under the subpath that its provider text names", () => {
    expect(providerText(system, name)).toBe(`exports.handler=()=>require("pulumi-permissions/${system}/${name}")`);
    expect(manifest.exports).toHaveProperty(
      [`./${system}/${name}`],
      `./dist/provider/systems/${system}/${name}.handlers.js`,
    );
  });

  test("is known to the drift command by what its provider text loads", () => {
    expect(resourceKinds.get(`${system}/${name}`)?.system).toBe(system);
  });

  test("has a doc comment with its id, what destroy leaves, its errors and its source", () => {
    const source = readFileSync(`provider/systems/${system}/${name}.ts`, "utf8");
    for (const heading of ["**Id**", "**Destroy**", "**Errors**", "Source:", "```ts"])
      expect(source).toContain(heading);
  });

  test("is run through the engine", () => {
    const told = readdirSync("test/engine").map((file) =>
      file.endsWith(".ts") ? readFileSync(`test/engine/${file}`, "utf8") : "",
    );
    const viaCase = cases.filter((one) => one.name.split(" ")[0] === name);
    expect(viaCase.length > 0 || told.some((text) => text.includes(`new ${name}(`))).toBe(true);
  });
});

test("every case of the contract suite has an engine test", () => {
  const told = readdirSync("test/engine").filter((file) => file.endsWith(".test.ts"));
  const tellers = told.filter((file) => readFileSync(`test/engine/${file}`, "utf8").includes("tellLifecycle("));
  expect(tellers).toHaveLength(cases.length);
});
