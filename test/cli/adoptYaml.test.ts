import { parse } from "yaml";
import { readYaml, writeYaml } from "../../cli/adopt/program/yamlProgram.js";
import { type Sandbox, startSandbox } from "../../sandbox/index.js";
import { addSamplePeople } from "../../sandbox/samplePeople.js";
import { adopted, readableEnv } from "../support/adopted.js";
import { addRandomPeople } from "../support/randomPeople.js";
import { SeededRandom } from "../support/seededRandom.js";

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.close());

test("a program in YAML says of everybody what the one in TypeScript does, and is proven by its text too", async () => {
  addSamplePeople(sandbox);
  const { contacts } = addRandomPeople(sandbox, new SeededRandom(20261126), 60);
  const scope = { contacts: [...contacts, "14059"] };
  const env = readableEnv(sandbox);
  const [typescript, yaml] = await Promise.all([
    adopted(env, { scope }),
    adopted(env, { scope, format: "yaml", file: "Pulumi.yaml" }),
  ]);
  expect(yaml.report.summary).toEqual(typescript.report.summary);
  const program = parse(yaml.text ?? "");
  expect(program).toMatchObject({ runtime: "yaml", resources: { access_guard: { options: { protect: true } } } });
  const { access_guard: guard, ...resources } = program.resources;
  expect(guard.properties.subjects).toEqual(Object.keys(resources).map((key) => `\${${key}}`));
});

const entry = (name: string, args: object) => ({
  ...{ kind: "vms/VmsUserPermissions", name, args: { ...args }, subject: `VMS user ${name}` },
  ...{ grants: [], concerns: [], remarks: [] },
});

test("names of other people neither refer to anything nor begin code", () => {
  const odd = [`\${anna}`, "a\nresources: {}", `$\${x}`, "# no comment", "1 2", "1_2", '"', "ÿ\u2028"];
  const text = writeYaml(odd.map((login) => entry(login, { login, permissions: [`\${${login}}`] })));
  const { entries, unclear } = readYaml("Pulumi.yaml", text);
  expect(unclear).toEqual([]);
  expect(entries.map(({ name }) => name).sort()).toEqual([...odd].sort());
  for (const { name, args } of entries) expect(args).toEqual({ login: name, permissions: [`\${${name}}`] });
});

test("a program whose arguments refer to others is not judged by its text", () => {
  const text = writeYaml([entry("anna", { login: "anna", permissions: [] })]);
  const referring = text.replace("permissions: []", `permissions: \${team.output}`);
  expect(readYaml("Pulumi.yaml", referring).unclear).toEqual([
    { line: expect.any(Number), why: "anna has arguments that refer to something else" },
  ]);
  expect(() => readYaml("Pulumi.yaml", "name: x")).toThrow(
    "Pulumi.yaml is no program in Pulumi YAML: it has no resources.",
  );
});
