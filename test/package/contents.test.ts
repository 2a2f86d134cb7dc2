import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve, sep } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import manifest from "../../package.json";
import lock from "../../package-lock.json";
import { packedPackage, repository } from "../support/packedPackage.js";

jest.setTimeout(240_000);

const run = promisify(execFile);

describe("the tarball", () => {
  let folder: string;
  let tarball: string;
  let unpacked: string;
  /** Names of its files, with a slash between folders. */
  let files: string[];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "pulumi-permissions-contents-"));
    tarball = await packedPackage();
    unpacked = join(folder, "unpacked");
    await mkdir(unpacked);
    await run("tar", ["-xzf", tarball, "-C", unpacked, "--strip-components", "1"]);
    const entries = await readdir(unpacked, { recursive: true, withFileTypes: true });
    files = entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(unpacked, join(entry.parentPath, entry.name)).split(sep).join("/"))
      .sort();
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const text = (file: string) => readFile(join(unpacked, file), "utf8");

  test("has types for node10, node16 from CommonJS, node16 from an ES module, and bundlers (attw)", async () => {
    const attw = join(repository, "node_modules", "@arethetypeswrong", "cli", "dist", "index.js");
    const { stdout } = await run(process.execPath, [attw, tarball, "--format", "json"]);
    const { analysis, problems } = JSON.parse(stdout);
    expect(problems).toEqual({});
    expect(Object.keys(analysis.entrypoints)).toEqual(Object.keys(manifest.exports));
    const modes = Object.keys(analysis.entrypoints["."].resolutions);
    expect(modes).toEqual(["node10", "node16-cjs", "node16-esm", "bundler"]);
  });

  test("is as package managers and bundlers want it (publint)", async () => {
    const publint = join(repository, "node_modules", "publint", "src", "cli.js");
    const { stdout } = await run(process.execPath, [publint, "run", tarball, "--strict"]);
    expect(stdout).toContain("All good!");
  });

  test("holds no JavaScript that neither an export nor the command reaches", async () => {
    const reached = new Set<string>();
    const visit = async (file: string): Promise<void> => {
      if (reached.has(file)) return;
      reached.add(file);
      if (file.endsWith(".json")) return;
      for (const [, name = ""] of (await text(file)).matchAll(/(?:require|import)\("(\.{1,2}\/[^"]+)"\)/g)) {
        await visit(
          relative(unpacked, resolve(unpacked, dirname(file), name))
            .split(sep)
            .join("/"),
        );
      }
    };
    for (const entry of [...Object.values(manifest.exports), ...Object.values(manifest.bin)]) {
      await visit(entry.replace(/^\.\//, ""));
    }
    const code = files.filter((file) => file.endsWith(".js"));
    expect(code).toEqual([...reached].filter((file) => file.endsWith(".js")).sort());
  });

  test("holds no declaration of what programs cannot import", () => {
    const declarations = files.filter((file) => file.endsWith(".d.ts"));
    expect(declarations).toContain("dist/provider/systems/hostup/ContactPermissions.d.ts");
    expect(declarations).toContain("dist/provider/http/HttpClient.d.ts");
    expect(declarations.filter((file) => /^dist\/cli\/|client|wire|definition/.test(file))).toEqual([]);
  });

  test("brings no server with it, and fewer than 105 packages", () => {
    const brought = Object.entries(lock.packages).flatMap(([path, about]) => {
      const { dev = false, peer = false, optional = false } = { ...about } as Readonly<Record<string, unknown>>;
      return path === "" || dev || peer || optional ? [] : [path.replace(/^.*node_modules\//, "")];
    });
    expect(brought).toEqual(expect.arrayContaining(Object.keys(manifest.dependencies)));
    const servers =
      /^(fastify|express|koa|hapi|@hapi\/|restify|polka|hono|h3|find-my-way|pino|avvio|selfsigned|node-forge|pkijs|@peculiar\/)/;
    expect(brought.filter((name) => servers.test(name))).toEqual([]);
    expect(brought.length).toBeLessThan(105);
  });

  test("refers to no source map, because it has none", async () => {
    for (const file of files.filter((name) => name.startsWith("dist/"))) {
      expect(`${file}: ${(await text(file)).includes("sourceMappingURL")}`).toBe(`${file}: false`);
    }
  });

  test("keeps the documentation of the API in its declarations", async () => {
    expect(await text("dist/provider/systems/hostup/ContactPermissions.d.ts")).toContain("**Destroy**");
  });

  test("brings the native plugin as one file that runs by itself, and a launcher for Windows, under 500 KB packed", async () => {
    const plugin = files.filter((file) => file.startsWith("dist/plugin/"));
    expect(plugin).toEqual(["dist/plugin/pulumi-resource-permissions", "dist/plugin/pulumi-resource-permissions.cmd"]);
    expect(gzipSync(await text("dist/plugin/pulumi-resource-permissions")).length).toBeLessThan(500_000);
    expect(files.filter((file) => file.startsWith("dist/provider/plugin/"))).toEqual([]);
  });

  test("holds the handlers of all classes in one file that needs no other, under 260 KB packed", async () => {
    const code = await text("dist/provider/handlers.js");
    expect(gzipSync(code).length).toBeLessThan(260_000);
    const handlers = files.filter((file) => file.endsWith(".handlers.js"));
    expect(handlers.length).toBeGreaterThan(5);
    for (const file of handlers) expect(await text(file)).toMatch(/require\("[./]+\/handlers\.js"\)/);
    const alone = join(folder, "alone.js");
    await writeFile(alone, code);
    const { stdout } = await run(process.execPath, [
      "-e",
      `for (const [file, handlers] of Object.entries(Object.getOwnPropertyDescriptors(require(${JSON.stringify(alone)})))) console.log(file, Object.keys(handlers.get()).join())`,
    ]);
    for (const file of handlers) {
      expect(stdout).toContain(`${file.replace("dist/", "")} configure,check,diff,create,read,update,delete`);
    }
  });

  test("holds the licences of what is bundled", async () => {
    const notices = await text("dist/third-party-notices.txt");
    for (const name of ["got", "zod", "@grpc/grpc-js"]) expect(notices).toMatch(new RegExp(`^${name} \\d.*\\(`, "m"));
    expect(notices).not.toMatch(/\((undefined|UNLICENSED)\)/);
  });

  test("stays under 640 KB of code without the report pages, 130 KB of declarations and 165 KB of everything else", async () => {
    const counted = files.filter(
      (file) =>
        !/^dist\/(cli\/(report|drift\/formats)\/html|plugin\/|provider\/handlers\.js|third-party-notices)/.test(file),
    );
    const kilobytes = async (isOne: (file: string) => boolean) => {
      const sizes = await Promise.all(counted.filter(isOne).map((file) => stat(join(unpacked, file))));
      return sizes.reduce((sum, { size }) => sum + size, 0) / 1000;
    };
    const isDeclaration = (file: string) => file.endsWith(".d.ts");
    const isCode = (file: string) => file.endsWith(".js");
    expect(await kilobytes(isCode)).toBeLessThan(640);
    // Fifty of them are what a system of somebody's own is made of.
    expect(await kilobytes(isDeclaration)).toBeLessThan(130);
    expect(await kilobytes((file) => !isCode(file) && !isDeclaration(file))).toBeLessThan(165);
  });
});
