import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import manifest from "../../package.json";
import { daySeed } from "../support/daySeed.js";
import { exampleNames, expectExample } from "../support/examples.js";
import { installPacked } from "../support/packedPackage.js";
import { SeededRandom } from "../support/seededRandom.js";

jest.setTimeout(180_000);

const run = promisify(execFile);
/** Before jest's own limit, which would leave the process behind. */
const timeout = 170_000;
const examples = readdirSync("examples").filter((name) => existsSync(`examples/${name}/index.ts`));

/** What an example says that it needs: whoever copies it out installs just that. */
const needed = (name: string): string[] => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(`examples/${name}/package.json`, "utf8"));
  return Object.keys({ ...dependencies, ...devDependencies }).sort();
};

/** As `npm install` of the packed package would make it. */
let folder: string;
const modules = () => ["--modules", join(folder, "node_modules")];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pulumi-permissions-installed-"));
  const [one = [], ...others] = examples.map(needed);
  for (const other of others) expect(other).toEqual(one);
  const beside = one.filter((name) => name !== manifest.name);
  await installPacked(folder, [...Object.keys(manifest.dependencies), ...beside]);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

// Two of them each day, and in the soak all; the demo below runs the quickstart.
test.each(new SeededRandom(daySeed).shuffled(exampleNames).slice(0, 2))(
  `the example %s, run by \`pulumi up\` in a folder of its own, comes up, stays as it is, and goes (TEST_SEED=${daySeed})`,
  (name) => expectExample(name, modules()),
);

test("the demo tells its story to the end within 80 columns, and the picture in the README shows it", async () => {
  const { stdout } = await run(process.execPath, ["dist/scripts/demo.js", ...modules()], { timeout });
  expect(stdout).toContain("All of it happened through the real Pulumi engine.");
  for (const line of stdout.split("\n")) expect(line.includes("urn:") ? "" : line).toMatch(/^.{0,80}$/u);
  // The engine works on several resources at a time, so the order of lines varies.
  const shown = [...readFileSync("docs/demo.svg", "utf8").matchAll(/<text[^>]*>([^<]+)<\/text>/g)].map(
    ([, line]) => line,
  );
  expect(shown.length).toBeGreaterThan(20);
  expect(stdout.split("\n")).toEqual(expect.arrayContaining(shown));
  expect(readFileSync("README.md", "utf8")).toContain("](docs/demo.svg)");
});
