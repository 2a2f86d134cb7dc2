import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { startSandbox } from "../../sandbox/index.js";
import { addSamplePeople } from "../../sandbox/samplePeople.js";
import { EngineStack } from "../../scripts/EngineStack.js";
import { ensureEngine } from "../../scripts/engine.js";
import { exampleProject } from "../../scripts/exampleProject.js";
import { adopted, readableEnv } from "../support/adopted.js";
import { installPlugin } from "../support/installPlugin.js";

jest.setTimeout(120_000);

/** Why the language host is not there; set by globalSetup. */
const missing = process.env.MISSING_YAML_HOST ?? "";

if (missing === "") {
  test("a program in YAML alone sees and corrects drift by a plain up, imports somebody, and is destroyed", async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ["dist/scripts/demoYaml.js"], { timeout: 110_000 });
    expect(stdout).toContain("and without a program in JavaScript");
  });

  test("what was adopted in YAML comes up by reads alone", async () => {
    const sandbox = await startSandbox();
    addSamplePeople(sandbox);
    const env = readableEnv(sandbox);
    const { report, text = "" } = await adopted(env, { format: "yaml", scope: { contacts: ["14059", "14060"] } });
    const project = await exampleProject("yaml");
    await writeFile(join(project.folder, "Pulumi.yaml"), text);
    const command = await ensureEngine(() => undefined);
    const stack = await EngineStack.create({ command, program: { project: project.folder }, env });
    await installPlugin(stack);
    sandbox.log.clear();
    expect((await stack.up()).changes).toEqual({ create: report.summary.adoptable + 2 });
    expect(sandbox.log.count()).toBeGreaterThan(0);
    expect(sandbox.log.writes()).toEqual([]);
    await stack.remove();
    await project.remove();
    await sandbox.close();
  });
} else {
  test(`no program in YAML was tried, because ${missing}`, () => {
    expect(missing).not.toBe("");
  });
}
