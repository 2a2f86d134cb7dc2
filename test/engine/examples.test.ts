import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { promisify } from "node:util";

jest.setTimeout(180_000);

const run = promisify(execFile);
/** Before jest's own limit, which would leave the process behind. */
const timeout = 170_000;
const examples = readdirSync("examples").filter((name) => existsSync(`examples/${name}/index.ts`));

// In a process of its own, as `pulumi` runs it: jest has a module registry that the compiled example does not know.
test.each(examples)("the example %s comes up, stays as it is, and goes", async (name) => {
  await run(process.execPath, ["dist/scripts/tryExample.js", name], { timeout });
});

test("the demo tells its story to the end, and the README shows it", async () => {
  const { stdout } = await run(process.execPath, ["dist/scripts/demo.js"], { timeout });
  expect(stdout).toContain("All of it happened through the real Pulumi engine.");
  // The engine works on several resources at a time, so the order of lines and the number of shared lists vary.
  const lines = (text: string) =>
    text
      .replace(/\d+ requests/g, "requests")
      .split("\n")
      .filter((line) => line.trim() !== "")
      .sort();
  const [, shown = ""] = /```text\n(1\. Declared[^`]*)```/.exec(readFileSync("README.md", "utf8")) ?? [];
  expect(lines(shown)).toEqual(lines(stdout));
});
