import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { PackageNotReachableError, requireReachable } from "../../provider/pulumi/requireReachable.js";

const path = "pulumi-permissions/hostup/ContactPermissions";
const program = ["node", "/x/node_modules/@pulumi/pulumi/cmd/run/index.js"];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pulumi-permissions-elsewhere-"));
});
afterAll(() => rm(folder, { recursive: true }));

test("where the host will not find the package, the words name the folder and the file to add it to", () => {
  const look = () => requireReachable(path, folder, program);
  expect(look).toThrow(PackageNotReachableError);
  expect(look).toThrow(`cannot be found from ${folder}`);
  expect(look).toThrow(`Add it to the dependencies in ${join(folder, "package.json")} too`);
});

test("a program does not serve itself: the host does not know it by its name", async () => {
  const own = join(folder, "own");
  await mkdir(own);
  const exported = { name: "acme", exports: { "./wikihaven/MemberPermissions": "./handlers.js" } };
  await writeFile(join(own, "package.json"), JSON.stringify(exported));
  await writeFile(join(own, "handlers.js"), "");
  // In a process without jest, which finds modules in its own way.
  const look = async (folder: string, path: string) => {
    const script = `console.log(require("./dist/provider/pulumi/hostResolve.js").hostResolve(...process.argv.slice(1)))`;
    return (await promisify(execFile)(process.execPath, ["-e", script, path, folder])).stdout;
  };
  expect(await look(process.cwd(), path)).toContain("ContactPermissions.handlers.js");
  await expect(look(own, "acme/wikihaven/MemberPermissions")).rejects.toThrow("Cannot find module");
});

test("where it will, nothing is said", () => {
  expect(() => requireReachable(path, process.cwd(), program)).not.toThrow();
});

test.each([
  ["a test of somebody's own", ["node", "/x/node_modules/jest/bin/jest.js"]],
  ["an inline program, whose host may stand elsewhere", ["node", "/srv/deploy.js"]],
  ["a shell", ["node"]],
])("in %s nothing is looked for", (_what, argv) => {
  expect(() => requireReachable(path, folder, argv)).not.toThrow();
});
