import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

jest.setTimeout(120_000);

const run = promisify(execFile);

async function pagesIn(folder: string): Promise<Readonly<Record<string, string>>> {
  const names = (await readdir(folder)).sort();
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), "utf8")])),
  );
}

/** Names that an index hands on to programs. */
async function exportsOf(index: string): Promise<string[]> {
  const source = await readFile(index, "utf8");
  const handedOn = [...source.matchAll(/^export (?:type )?\{([^}]*)\}/gm)].flatMap(([, list = ""]) => list.split(","));
  const own = [...source.matchAll(/^export (?:interface|async function) (\w+)/gm)].map(([, name = ""]) => name);
  return [...handedOn.map((name) => name.replace("type ", "").trim()), ...own].filter((name) => name !== "");
}

describe("the reference of the API", () => {
  let fresh: Readonly<Record<string, string>>;
  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), "pulumi-permissions-docs-"));
    try {
      // Ends with an error where anything that programs see has no comment, or a comment leads nowhere.
      await run(process.execPath, ["node_modules/typedoc/bin/typedoc", "--out", join(folder, "api")]);
      fresh = await pagesIn(join(folder, "api"));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  test("is what `npm run docs` makes of the comments", async () => {
    expect(await pagesIn("docs/api")).toEqual(fresh);
  });

  test("has everything that the package exports, and nothing else", async () => {
    const described = Object.values(fresh).flatMap((page) =>
      [...page.matchAll(/^### (\w+)(?:\(\))?$/gm)].map(([, name = ""]) => name),
    );
    const indexes = ["provider/index.ts", "provider/native/index.ts", "sandbox/index.ts"];
    const exported = new Set((await Promise.all(indexes.map(exportsOf))).flat());
    // The classes for the native plugin have the names, and the pages, of those for the dynamic host.
    expect(described.sort()).toEqual([...exported].sort());
  });
});

test("the picture of imports in ARCHITECTURE.md is what `npm run docs` draws", async () => {
  await expect(run(process.execPath, ["scripts/importPicture.mjs", "--check"])).resolves.toMatchObject({ stderr: "" });
});
