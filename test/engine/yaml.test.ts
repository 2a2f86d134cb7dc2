import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Why the language host is not there; set by globalSetup. */
const missing = process.env.MISSING_YAML_HOST ?? "";

if (missing === "") {
  test("a program in YAML alone sees and corrects drift by a plain up, imports somebody, and is destroyed", async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ["dist/scripts/demoYaml.js"], { timeout: 110_000 });
    expect(stdout).toContain("and without a program in JavaScript");
  }, 120_000);
} else {
  test(`no program in YAML was tried, because ${missing}`, () => {
    expect(missing).not.toBe("");
  });
}
