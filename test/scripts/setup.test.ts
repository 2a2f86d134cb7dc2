import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmod,
  copyFile,
  mkdir,
  mkdtemp,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";

jest.setTimeout(180_000);

const repository = resolve(__dirname, "..", "..");

/** A clone with a package manager and a compiler that only say that they were called. */
let clone: string;
let running: ChildProcess[];
beforeEach(async () => {
  clone = await mkdtemp(join(tmpdir(), "pulumi-permissions-setup-"));
  running = [];
  await mkdir(join(clone, "scripts"));
  await copyFile(join(repository, "scripts", "setup.cjs"), join(clone, "scripts", "setup.cjs"));
  await writeFile(join(clone, "scripts", "bundle.cjs"), "");
  await writeFile(join(clone, "package.json"), '{ "name": "pulumi-permissions" }');
  await writeFile(join(clone, "package-lock.json"), "{}");
  await program(
    "npm",
    "echo 'npm begins' >> calls",
    "if [ -p hold ]; then echo holding; read line < hold; fi",
    "echo 'npm ends' >> calls",
  );
  await mkdir(join(clone, "node_modules", "typescript", "bin"), { recursive: true });
  await writeFile(
    join(clone, "node_modules", "typescript", "bin", "tsc"),
    `require("node:fs").appendFileSync(${JSON.stringify(join(clone, "calls"))}, "tsc\\n");`,
  );
});
afterEach(async () => {
  for (const child of running) child.kill("SIGKILL");
  await rm(clone, { recursive: true, force: true });
});

async function program(name: string, ...lines: readonly string[]): Promise<void> {
  const path = join(clone, "programs", name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, ["#!/bin/sh", ...lines, ""].join("\n"));
  await chmod(path, 0o755);
}

interface SetUp {
  /** Resolves when it has printed these words. */
  says(words: string): Promise<void>;
  readonly ended: Promise<number | null>;
}

function setUp(): SetUp {
  const child = spawn(process.execPath, [join(clone, "scripts", "setup.cjs")], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: [join(clone, "programs"), "/usr/bin", "/bin"].join(delimiter) },
  });
  running.push(child);
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
      child.emit("printed");
    });
  }
  return {
    ended: once(child, "exit").then(([status]) => status),
    async says(words) {
      while (!printed.includes(words)) await once(child, "printed");
    },
  };
}

const calls = async () => (await readFile(join(clone, "calls"), "utf8")).trim().split("\n");

const lock = () => join(clone, ".setup-lock");

const isLocked = () =>
  stat(lock()).then(
    () => true,
    () => false,
  );

/** Has npm wait until the test lets it go on. */
async function holdNpm(): Promise<() => Promise<void>> {
  const [made] = await once(spawn("mkfifo", [join(clone, "hold")]), "exit");
  expect(made).toBe(0);
  return () => writeFile(join(clone, "hold"), "go on\n");
}

test("installs, links the package to itself and builds", async () => {
  const { ended } = setUp();
  expect(await ended).toBe(0);
  expect(await calls()).toEqual(["npm begins", "npm ends", "tsc"]);
  expect(await readlink(join(clone, "node_modules", "pulumi-permissions"))).toBe(clone);
  expect(await isLocked()).toBe(false);
});

test("replaces a link that leads to another clone", async () => {
  const other = join(clone, "other");
  await mkdir(other);
  await writeFile(join(other, "package.json"), '{ "name": "pulumi-permissions" }');
  const link = join(clone, "node_modules", "pulumi-permissions");
  await symlink(other, link);
  expect(await setUp().ended).toBe(0);
  expect(await readlink(link)).toBe(clone);
  expect(await readFile(join(other, "package.json"), "utf8")).toContain("pulumi-permissions");
});

test("installs again only after a change of package.json or its lock", async () => {
  await setUp().ended;
  expect(await setUp().ended).toBe(0);
  expect(await calls()).toEqual(["npm begins", "npm ends", "tsc", "tsc"]);
  await writeFile(join(clone, "package-lock.json"), '{ "lockfileVersion": 3 }');
  await setUp().ended;
  expect((await calls()).slice(4)).toEqual(["npm begins", "npm ends", "tsc"]);
});

test("a second set-up waits for the first one, says so, and does not install again", async () => {
  const goOn = await holdNpm();
  const first = setUp();
  await first.says("holding");
  const second = setUp();
  await second.says("Waiting for another set-up in this folder");
  expect(await calls()).toEqual(["npm begins"]);
  await goOn();
  expect(await Promise.all([first.ended, second.ended])).toEqual([0, 0]);
  expect(await calls()).toEqual(["npm begins", "npm ends", "tsc", "tsc"]);
});

test("removes a lock that a set-up left which died long ago", async () => {
  await mkdir(lock());
  const longAgo = new Date(Date.now() - 16 * 60_000);
  await utimes(lock(), longAgo, longAgo);
  expect(await setUp().ended).toBe(0);
  expect(await isLocked()).toBe(false);
});

test("lets go of the lock when npm fails, and installs again the next time", async () => {
  await program("npm", "echo 'npm begins' >> calls", "exit 1");
  const failed = setUp();
  await failed.says("npm install");
  expect(await failed.ended).toBe(1);
  expect(await isLocked()).toBe(false);
  await setUp().ended;
  expect(await calls()).toEqual(["npm begins", "npm begins"]);
});
