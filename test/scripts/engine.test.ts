import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { z } from "zod";
import { engineVersion } from "../../scripts/engine.js";

jest.setTimeout(180_000);

const repository = resolve(__dirname, "..", "..");

type Found = z.output<typeof foundSchema>[number];

let folder: string;
/** The only folder on PATH. */
let programs: string;
/** Where an engine is kept. */
let cache: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "pulumi-permissions-engine-"));
  programs = join(folder, "programs");
  cache = join(folder, "cache", "pulumi-permissions", "engine", `v${engineVersion}`);
  await mkdir(programs);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function program(path: string, ...lines: readonly string[]): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, ["#!/bin/sh", ...lines, ""].join("\n"));
  await chmod(path, 0o755);
}

/** A CLI and, unless it comes alone, the language host beside it. */
const pulumiThatSays = async (path: string, version: string, { isAlone = false } = {}) => {
  await program(path, `echo v${version}`);
  if (!isAlone) await program(join(dirname(path), "pulumi-language-nodejs"), "exit 0");
};

/** A Go that "builds" a CLI, and remembers how often. */
const goThatSays = (version: string) =>
  program(
    join(programs, "go"),
    `if [ "$1" = version ]; then echo "go version go${version} linux/amd64"; exit 0; fi`,
    `echo "$PWD $*" >> '${folder}/builds'`,
    'while [ "$1" != -o ]; do shift; done',
    `printf '#!/bin/sh\\necho v${engineVersion}\\n' > "$2"`,
    '/bin/chmod 755 "$2"',
  );

const builds = () => readFile(join(folder, "builds"), "utf8").catch(() => "");

/** A process that looks for engines with the environment that it is told: starting one takes longest, so that tests share it. */
const finder = `
  const { chmodSync, mkdirSync, writeFileSync } = require("node:fs");
  const { ensureEngine } = require("./dist/scripts/engine.js");
  const { PulumiCommand } = require("@pulumi/pulumi/automation");
  process.on("message", async ({ env, installs, atOnce }) => {
    for (const name of Object.keys(process.env)) delete process.env[name];
    Object.assign(process.env, env);
    const installer = async ({ root, version }) => {
      if (!installs) throw new Error("the installer's host cannot be reached");
      mkdirSync(root + "/bin", { recursive: true });
      for (const name of ["pulumi", "pulumi-language-nodejs"]) {
        writeFileSync(root + "/bin/" + name, "#!/bin/sh\\necho v" + version + "\\n");
        chmodSync(root + "/bin/" + name, 0o755);
      }
      return PulumiCommand.get({ root });
    };
    const one = async () => {
      const said = [];
      try {
        const { command, version } = await ensureEngine((text) => said.push(text), installer);
        return { command, version: version.version, said };
      } catch (error) {
        return { error: error.name + ": " + error.message, said };
      }
    };
    process.send(await Promise.all(Array.from({ length: atOnce }, one)));
  });
`;
const foundSchema = z.array(
  z.object({
    command: z.string().optional(),
    version: z.string().optional(),
    error: z.string().optional(),
    said: z.array(z.string()),
  }),
);
let finders: ChildProcess[];
beforeAll(() => {
  finders = [0, 1].map(() =>
    spawn(process.execPath, ["-e", finder], { cwd: repository, stdio: ["ignore", "inherit", "inherit", "ipc"] }),
  );
});
afterAll(() => {
  for (const child of finders) child.kill();
});

/** What ensureEngine finds in another process, whose PATH and cache are the test's. */
async function find({ installs = false, atOnce = 1, by = 0 } = {}): Promise<Found[]> {
  const child = finders[by];
  if (child === undefined) throw new Error(`there is no process ${by}`);
  const env = { PATH: programs, XDG_CACHE_HOME: join(folder, "cache"), HOME: folder, TMPDIR: folder };
  child.send({ env, installs, atOnce });
  const [found] = await once(child, "message");
  return foundSchema.parse(found);
}

const cached = () => join(cache, "bin", "pulumi");

test("takes the pulumi on PATH before everything else", async () => {
  await pulumiThatSays(join(programs, "pulumi"), "3.250.0");
  await pulumiThatSays(cached(), engineVersion);
  expect(await find({ installs: true })).toEqual([{ command: "pulumi", version: "3.250.0", said: [] }]);
});

test("takes the oldest supported pulumi on PATH", async () => {
  await pulumiThatSays(join(programs, "pulumi"), "3.216.0");
  expect(await find()).toMatchObject([{ command: "pulumi", version: "3.216.0" }]);
});

test("passes over a pulumi on PATH that is too old, and takes the one in the cache before it installs anything", async () => {
  await pulumiThatSays(join(programs, "pulumi"), "3.215.9");
  await pulumiThatSays(cached(), engineVersion);
  expect(await find({ installs: true })).toEqual([{ command: cached(), version: engineVersion, said: [] }]);
});

test("installs one where there is none, and keeps it with the launcher of dynamic resources for the next time", async () => {
  await goThatSays("1.25.0");
  const [found] = await find({ installs: true });
  expect(found).toMatchObject({ command: cached(), version: engineVersion });
  expect(found?.said).toEqual([expect.stringContaining("official installer")]);
  expect(await readdir(join(cache, "bin"))).toEqual([
    "pulumi",
    "pulumi-language-nodejs",
    "pulumi-resource-pulumi-nodejs",
  ]);
  expect(await find()).toEqual([{ command: cached(), version: engineVersion, said: [] }]);
  expect(await builds()).toBe("");
});

test("builds one from the committed Go modules where the installer cannot be reached", async () => {
  await goThatSays("1.25.0");
  expect(await find()).toMatchObject([{ command: cached(), version: engineVersion }]);
  expect((await builds()).trim().split("\n")).toEqual([
    expect.stringMatching(/scripts\/engine build -trimpath .*github\.com\/pulumi\/pulumi\/pkg\/v3\/cmd\/pulumi$/),
    expect.stringMatching(
      /scripts\/engine\/languageHost build -trimpath .*\/sdk\/v3\/nodejs\/cmd\/pulumi-language-nodejs$/,
    ),
  ]);
  expect(await find()).toEqual([{ command: cached(), version: engineVersion, said: [] }]);
});

test("passes over a pulumi on PATH that comes without its language host", async () => {
  await pulumiThatSays(join(programs, "pulumi"), "3.250.0", { isAlone: true });
  expect(await find({ installs: true })).toMatchObject([{ command: cached(), version: engineVersion }]);
  const [found] = await find();
  expect(found).toMatchObject({ command: cached() });
});

test("finds the language host where the pulumi on PATH really is, when that is a link", async () => {
  const real = join(folder, "cellar", "pulumi");
  await pulumiThatSays(real, "3.250.0");
  await symlink(real, join(programs, "pulumi"));
  expect(await find()).toMatchObject([{ command: "pulumi", version: "3.250.0" }]);
});

test("builds the language host beside a cached CLI that has none, and only that", async () => {
  await goThatSays("1.25.0");
  await pulumiThatSays(cached(), engineVersion, { isAlone: true });
  expect(await find()).toMatchObject([
    { command: cached(), said: [expect.stringContaining("language host for Node.js 3.68.0")] },
  ]);
  expect(await builds()).toMatch(/^\S+\/scripts\/engine\/languageHost build [^\n]*\n$/);
  expect(await readdir(join(cache, "bin"))).toEqual(["pulumi", "pulumi-language-nodejs"]);
  expect(await find()).toEqual([{ command: cached(), version: engineVersion, said: [] }]);
});

test("replaces a cached CLI that does not run", async () => {
  await program(cached(), "exit 1");
  await writeFile(join(cache, "half"), "");
  expect(await find({ installs: true })).toMatchObject([{ command: cached(), version: engineVersion }]);
  expect(await readdir(cache)).toEqual(["bin"]);
});

test("replaces a cached CLI that is too old", async () => {
  await pulumiThatSays(cached(), "3.100.0");
  expect(await find({ installs: true })).toMatchObject([{ command: cached(), version: engineVersion }]);
});

test("lists what it tried when nothing helps, and what to install", async () => {
  await pulumiThatSays(join(programs, "pulumi"), "3.100.0");
  await program(cached(), "exit 1");
  await goThatSays("1.24.9");
  const [found] = await find();
  expect(found?.error?.split("\n")).toEqual([
    "EngineUnavailableError: No Pulumi engine is available. Install one (https://www.pulumi.com/docs/install/) or Go 1.25 or later, and run this again. Tried:",
    "  - pulumi on PATH: it is version 3.100.0, needed is 3.216.0 or later",
    `  - the cache (${cache}): there is none that runs`,
    "  - the official installer: the installer's host cannot be reached",
    "  - a build from Go modules: Go 1.24 is too old, needed is 1.25 or later",
  ]);
  expect(await builds()).toBe("");
});

test("says so where not even Go is installed", async () => {
  const [found] = await find();
  expect(found?.error).toContain("pulumi on PATH: there is none that runs");
  expect(found?.error).toContain("a build from Go modules: Go is not installed");
});

test("says in Go's own words why a build failed, and leaves nothing behind", async () => {
  await program(
    join(programs, "go"),
    'if [ "$1" = version ]; then echo "go version go1.25.0 linux/amd64"; exit 0; fi',
    'echo "a note" >&2; echo "no space left on device" >&2; exit 1',
  );
  const [found] = await find();
  expect(found?.error).toContain("a build from Go modules: no space left on device");
  expect((await readdir(folder)).filter((name) => name.startsWith("pulumi-permissions-"))).toEqual([]);
});

test("two processes that fetch an engine at once both end with a whole one in the cache", async () => {
  const found = (await Promise.all([find({ installs: true }), find({ installs: true, by: 1 })])).flat();
  expect(found).toMatchObject(found.map(() => ({ command: cached(), version: engineVersion })));
  expect(await readdir(dirname(cache))).toEqual([`v${engineVersion}`]);
});

test("one process that asks twice at once ends with a whole one too", async () => {
  const found = await find({ installs: true, atOnce: 2 });
  expect(found).toMatchObject(found.map(() => ({ command: cached(), version: engineVersion })));
  expect(await readdir(dirname(cache))).toEqual([`v${engineVersion}`]);
});
