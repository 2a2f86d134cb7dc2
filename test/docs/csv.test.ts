import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import ts from "typescript";

const run = promisify(execFile);

let folder: string;
let read: (csv: string | Uint8Array) => Promise<unknown>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pulumi-permissions-csv-"));
  await symlink(resolve("node_modules"), join(folder, "node_modules"), "junction");
  const [, source = ""] = /```ts people\.ts\n([\s\S]*?)\n```/.exec(await readFile("docs/csv.md", "utf8")) ?? [];
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  await mkdir(join(folder, "dist"));
  await writeFile(join(folder, "dist", "people.js"), ts.transpileModule(source, { compilerOptions }).outputText);
  const script = `console.log(JSON.stringify(require("./dist/people.js").readPeople(process.argv[1])))`;
  let files = 0;
  read = async (csv) => {
    files += 1;
    const file = join(folder, `people${files}.csv`);
    await writeFile(file, csv);
    return JSON.parse((await run(process.execPath, ["-e", script, file], { cwd: folder })).stdout);
  };
});
afterAll(() => rm(folder, { recursive: true }));

test("the page's program reads the page's file, as Excel writes it, and says every mistake of a broken one at once", async () => {
  const [, csv = ""] = /```csv\n([\s\S]*?)\n```/.exec(await readFile("docs/csv.md", "utf8")) ?? [];
  const anna = { person: "Anna Berg", contactId: 14059, services: ["14101", "14102"], login: "07916100001" };
  const bo = { person: "Berg; Bo", contactId: 14060, services: [], login: "bo@example.com" };
  expect(await read(`\ufeff${csv.replaceAll("\n", "\r\n")}\r\n`)).toEqual([anna, bo]);
  expect(await read(`person,contactId,services,login\nBo,14060,,bo@example.com\n`)).toMatchObject([{ person: "Bo" }]);

  const broken = [
    "person;contactId;services;login",
    "Anna;1.4059E+04;14101;a@example.com",
    "Bo;14060;1,41E+04;b@example.com",
    "Cid;14061;;7916100001",
    "Dag;14060;;#NAME?",
  ].join("\r\n");
  const failed = await read(`\ufeff${broken}`).catch(String);
  for (const words of [
    'line 2, contactId: "1.4059E+04" was shortened by a spreadsheet',
    'line 3, services: "1,41E+04" was shortened by a spreadsheet',
    'line 4, login: "7916100001" has lost the zero',
    'line 5, login: "#NAME?" is an error of a formula',
    'line 5, contactId: "14060" stands in line 3 too',
  ]) {
    expect(failed).toContain(words);
  }
});

test.each([
  [
    "in an older encoding",
    Buffer.from("person;contactId;services;login\nJ\u00f6rg;1;;j@example.com", "latin1"),
    /not valid/,
  ],
  ["with a column too few", "person;contactId;services;login\nAnna;14059", /Invalid Record Length/],
  ["without a column", "person;contactId;services\nAnna;14059;", /no column login/],
  ["with nobody in it", "person;contactId;services;login\n", /nobody stands in it/],
])("a file %s is refused", async (_what, csv, words) => {
  expect(await read(csv).catch(String)).toMatch(words);
});
