import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { installPacked, packedPackage, repository } from "../support/packedPackage.js";

jest.setTimeout(240_000);

const run = promisify(execFile);

interface Manifest {
  readonly version: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

/** The package as npm would publish it, installed in a project of its own beside what its manifest asks for, and nothing else. */
describe("the published package", () => {
  let folder: string;
  let tarball: string;
  let project: string;
  let manifest: Manifest;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "pulumi-permissions-package-"));
    tarball = await packedPackage();
    manifest = JSON.parse(await readFile(join(repository, "package.json"), "utf8"));
    project = await projectWith("project", [...Object.keys(manifest.dependencies), "@pulumi/pulumi", "@types/node"]);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function projectWith(name: string, packages: readonly string[]): Promise<string> {
    await installPacked(join(folder, name), packages);
    return join(folder, name);
  }

  async function runProgram(where: string, file: string, text: string): Promise<unknown> {
    await writeFile(join(where, file), text);
    const { stdout } = await run(process.execPath, [file], { cwd: where });
    return JSON.parse(stdout);
  }

  test("holds what it needs and nothing of the workshop", async () => {
    const { stdout } = await run("tar", ["-tzf", tarball]);
    const files = stdout
      .trim()
      .split("\n")
      .map((line) => line.replace(/^package\//, ""));
    const pages = ["README.md", "LICENSE", "CHANGELOG.md", "provider/systems/hostup/README.md"];
    expect(files).toEqual(expect.arrayContaining(["package.json", ...pages]));
    const entries = [...Object.values(manifest.exports), ...Object.values(manifest.bin)];
    expect(files).toEqual(expect.arrayContaining(entries.map((entry) => entry.replace(/^\.\//, ""))));
    const allowed =
      /^(dist\/(provider|sandbox|cli)\/.*\.(js|d\.ts)|dist\/plugin\/pulumi-resource-permissions(\.cmd)?|dist\/third-party-notices\.txt|provider\/systems\/\w+\/README\.md|cli\/(drift|plan|who)\/.*\.schema\.json|[^/]+)$/;
    expect(files.filter((file) => !allowed.test(file) || file.includes(".test."))).toEqual([]);
  });

  test("serves CommonJS programs", async () => {
    const seen = await runProgram(
      project,
      "program.cjs",
      `const { ContactPermissions } = require("pulumi-permissions");
       const { startSandbox } = require("pulumi-permissions/sandbox");
       console.log(JSON.stringify([typeof ContactPermissions, typeof startSandbox]));`,
    );
    expect(seen).toEqual(["function", "function"]);
  });

  test("serves ES-module programs", async () => {
    const seen = await runProgram(
      project,
      "program.mjs",
      `import { ContactPermissions } from "pulumi-permissions";
       import { startSandbox } from "pulumi-permissions/sandbox";
       console.log(JSON.stringify([typeof ContactPermissions, typeof startSandbox]));`,
    );
    expect(seen).toEqual(["function", "function"]);
  });

  test("gives the engine the handlers of every resource class, by the subpaths that stand in users' state", async () => {
    const subpaths = Object.keys(manifest.exports).filter((key) => /^\.\/(?!unstable\/)\w+\/\w+$/.test(key));
    expect(subpaths).toContain("./hostup/ContactPermissions");
    const names = subpaths.map((subpath) => subpath.replace(/^\./, "pulumi-permissions"));
    const seen = await runProgram(
      project,
      "handlers.cjs",
      `console.log(JSON.stringify(${JSON.stringify(names)}.map((name) => Object.keys(require(name)).sort())));`,
    );
    const methods = ["check", "configure", "create", "delete", "diff", "read", "update"];
    expect(seen).toEqual(names.map(() => methods));
  });

  test("loads in a program without zod, got or anything else beside the SDK", async () => {
    const bare = await projectWith("bare", ["@pulumi/pulumi"]);
    const seen = await runProgram(
      bare,
      "program.cjs",
      `const { ContactPermissions } = require("pulumi-permissions");
       const { permissionResource } = require("pulumi-permissions/unstable/resource");
       const loaded = Object.keys(require.cache).filter((file) => /node_modules.(zod|got|p-limit|qs)./.test(file) && !/pulumi.pulumi.node_modules/.test(file));
       console.log(JSON.stringify([typeof ContactPermissions, typeof permissionResource, loaded]));`,
    );
    expect(seen).toEqual(["function", "function", []]);
  });

  describe.each(["commonjs", "nodenext"])("for a TypeScript program under module %s", (module) => {
    const programs = {
      "right.ts": `
         import * as pulumi from "@pulumi/pulumi";
         import { ContactPermissions, type ContactPermissionsArgs } from "pulumi-permissions";
         const args: ContactPermissionsArgs = { contactId: pulumi.output(14059), services: ["14101"], onDelete: "restore" };
         const anna = new ContactPermissions("anna", args, { protect: true });
         export const before: pulumi.Output<string[] | null> = anna.baseline;
        `,
      "wrong.ts": `
         import { ContactPermissions } from "pulumi-permissions";
         new ContactPermissions("anna", { contactId: "14059" });
         new ContactPermissions("anna", { contactId: 14059, onDelete: "forget" });
         new ContactPermissions("anna", { contactId: 14059, canViewInvoice: true });
        `,
      "sandbox.ts": `
         import { startSandbox } from "pulumi-permissions/sandbox";
         export const url = async (): Promise<string> => (await startSandbox()).hostup.url;
        `,
    };
    type File = keyof typeof programs;
    let said: string[];
    beforeAll(async () => {
      said = (await compile(["right.ts", "wrong.ts", "sandbox.ts"])).split("\n");
    });

    /** What the compiler says about programs, the package's and the SDK's own declarations included. */
    async function compile(files: readonly File[]): Promise<string> {
      const where = join(project, module, files.join());
      await mkdir(where, { recursive: true });
      for (const file of files) await writeFile(join(where, file), programs[file]);
      const compilerOptions = {
        module,
        target: "es2022",
        strict: true,
        exactOptionalPropertyTypes: true,
        skipLibCheck: false,
        types: ["node"],
        noEmit: true,
      };
      await writeFile(join(where, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
      const tsc = join(repository, "node_modules", "typescript", "bin", "tsc");
      const compiler = await run(process.execPath, [tsc, "--project", where]).catch(
        (failed: { stdout: string }) => failed,
      );
      return compiler.stdout;
    }

    test("the types fit, the sandbox's too", () => {
      // The lines below an error of wrong.ts are indented.
      const others = said.filter((line) => line.trim() !== "" && !line.startsWith(" ") && !/\bwrong\.ts\(/.test(line));
      expect(others).toEqual([]);
    });

    test("an argument of the wrong type is an error", () => {
      const errors = said.filter((line) => line.includes("error TS"));
      expect(errors.map((line) => /\bwrong\.ts\((\d+),/.exec(line)?.[1])).toEqual(["3", "4", "5"]);
    });
  });

  describe("has a command that", () => {
    // npm makes the file executable when it installs; here it was only unpacked.
    const command = () => join(project, "node_modules", "pulumi-permissions", manifest.bin["pulumi-permissions"] ?? "");

    test("says the version of the package", async () => {
      const { stdout } = await run(process.execPath, [command(), "--version"]);
      expect(stdout.trim()).toBe(manifest.version);
    });

    test("serves the sandbox: one line of JSON, requests answered, an end at SIGTERM", async () => {
      const sandbox = spawn(process.execPath, [command(), "sandbox", "--json"], {
        cwd: project,
        env: { ...process.env, TMPDIR: project },
        stdio: ["ignore", "pipe", "inherit"],
      });
      try {
        const lines: string[] = [];
        const printed = createInterface(sandbox.stdout).on("line", (line) => lines.push(line));
        await Promise.race([once(printed, "line"), failedEarly(sandbox)]);
        const { hostup, env } = JSON.parse(lines[0] ?? "");
        expect(env).toMatchObject({ HOSTUP_URL: hostup.url, HOSTUP_API_KEY: hostup.apiKey });
        const answer = await fetch(`${hostup.url}/contacts/14059/permissions`, {
          headers: { "x-api-key": hostup.apiKey },
        });
        expect(answer.status).toBe(200);
        expect(await stopped(sandbox, "SIGTERM")).toEqual([0, null]);
        expect(lines).toHaveLength(1);
      } finally {
        sandbox.kill("SIGKILL");
      }
    });
  });
});

async function failedEarly(child: ChildProcess): Promise<never> {
  const [status] = await once(child, "exit");
  throw new Error(`the command ended with ${status} before it printed a line`);
}

async function stopped(child: ChildProcess, signal: NodeJS.Signals): Promise<unknown[]> {
  const end = once(child, "exit");
  child.kill(signal);
  return end;
}
