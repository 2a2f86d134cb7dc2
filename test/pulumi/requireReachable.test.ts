import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PackageNotReachableError, requireReachable } from "../../provider/pulumi/requireReachable.js";

const subpath = "hostup/ContactPermissions";
const program = ["node", "/x/node_modules/@pulumi/pulumi/cmd/run/index.js"];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pulumi-permissions-elsewhere-"));
});
afterAll(() => rm(folder, { recursive: true }));

test("where the host will not find the package, the words name the folder and the file to add it to", () => {
  const look = () => requireReachable(subpath, folder, program);
  expect(look).toThrow(PackageNotReachableError);
  expect(look).toThrow(`cannot be found from ${folder}`);
  expect(look).toThrow(`Add it to the dependencies in ${join(folder, "package.json")} too`);
});

test("where it will, nothing is said", () => {
  expect(() => requireReachable(subpath, process.cwd(), program)).not.toThrow();
});

test.each([
  ["a test of somebody's own", ["node", "/x/node_modules/jest/bin/jest.js"]],
  ["an inline program, whose host may stand elsewhere", ["node", "/srv/deploy.js"]],
  ["a shell", ["node"]],
])("in %s nothing is looked for", (_what, argv) => {
  expect(() => requireReachable(subpath, folder, argv)).not.toThrow();
});
