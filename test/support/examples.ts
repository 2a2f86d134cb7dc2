import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Every example with a program in TypeScript, but the quickstart, which the demo runs. */
export const exampleNames = readdirSync("examples").filter(
  (name) => name !== "quickstart" && existsSync(`examples/${name}/index.ts`),
);

/**
 * Runs an example as a user does.
 *
 * @param modules the packages that it is run with. Default: this repository's
 */
export async function expectExample(name: string, modules: readonly string[] = []): Promise<void> {
  // Before jest's own limit, which would leave the process behind.
  const { stdout } = await run(process.execPath, ["dist/scripts/tryExample.js", name, ...modules], {
    timeout: 170_000,
  });
  expect(stdout).toMatch(/^pulumi up: \d+ create$/m);
  expect(stdout).toMatch(/: is to have .+/);
  expect(stdout).toMatch(/^pulumi destroy: \d+ delete$/m);
}
