import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A process that looks like Pulumi's host, with a pipe as its input; it would run for ever. */
async function host(folder: string, script: string) {
  const file = join(folder, "index.cjs");
  const built = (name: string) => JSON.stringify(join(process.cwd(), "dist/provider", `${name}.js`));
  await writeFile(
    file,
    `const { endWithEngine } = require(${built("pulumi/endWithEngine")}); const { beforeEnding } = require(${built("connections/unfinishedWork")}); setInterval(() => 0, 1000); ${script}; console.log("ready");`,
  );
  // `cat` between the two makes it a pipe, as the engine's is; what Node gives to a child is a socket.
  const child = spawn("sh", ["-c", `cat | "${process.execPath}" "${file}"`], { stdio: ["pipe", "pipe", "inherit"] });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  await once(child.stdout, "data");
  return { child, output: () => output };
}

let folder: string;
let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "pulumi-permissions-host-"));
  folder = join(root, "dynamic-provider");
  await mkdir(folder);
});
afterEach(() => rm(root, { recursive: true }));

test("a host ends when its engine does, and not while there is one", async () => {
  const { child } = await host(folder, "endWithEngine()");
  expect(child.exitCode).toBeNull();
  const ended = once(child, "exit");
  child.stdin.end();
  expect(await ended).toEqual([1, null]);
});

test("it finishes what is worse half done than done late", async () => {
  const work = `beforeEnding(new Promise((resolve) => process.stdin.once("end", () => setTimeout(resolve, 100))).then(() => console.log("renewed")))`;
  const { child, output } = await host(folder, `endWithEngine(); ${work}`);
  const ended = once(child, "exit");
  child.stdin.end();
  expect(await ended).toEqual([1, null]);
  expect(output()).toBe("ready\nrenewed\n");
});

test("a process that is no host goes on without its input", async () => {
  const elsewhere = join(root, "program");
  await mkdir(elsewhere);
  const { child, output } = await host(
    elsewhere,
    `endWithEngine(); process.stdin.resume().once("end", () => setTimeout(() => { console.log("still here"); process.exit(7); }, 50))`,
  );
  const ended = once(child, "exit");
  child.stdin.end();
  expect(await ended).toEqual([7, null]);
  expect(output()).toContain("still here");
});
