import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import ts from "typescript";
import { parseDeployment } from "../../cli/drift/deployment.js";
import { driftReport } from "../../cli/drift/driftReport.js";
import { EngineStack } from "../../scripts/EngineStack.js";
import { ensureEngine } from "../../scripts/engine.js";
import { contextFor } from "../support/contextFor.js";
import { type Answering, TestServer } from "../support/testServer.js";
import { failing } from "./support.js";

jest.setTimeout(180_000);

const run = promisify(execFile);
const people = ["anna", "bo", "cai", "dee", "eva"].map((name) => `${name}@example.com`);
/** Rights by address, in the one space that there is. */
const members = new Map(people.map((email) => [email, ["publish"]]));

/** The system of docs/own-systems.md. */
const answer: Answering = ({ method, path, headers, body }, response) => {
  const email = decodeURIComponent(path.split("/").at(-1) ?? "");
  const isKnown = members.has(email) && headers["x-wikihaven-key"] === "a key";
  if (isKnown && method === "PUT") members.set(email, JSON.parse(body).rights);
  response.writeHead(isKnown ? 200 : 404, { "content-type": "application/json" });
  response.end(JSON.stringify(isKnown ? { email, rights: members.get(email) } : { error: "no_such_member" }));
};

let wikihaven: TestServer;
let folder: string;
let stack: EngineStack;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pulumi-permissions-own-system-"));
  const modules = join(folder, "node_modules");
  const acme = join(modules, "acme-permissions");
  await mkdir(acme, { recursive: true });
  const links = [
    ...["@pulumi", "@types"].map((name) => [name, join("node_modules", name)]),
    ["pulumi-permissions", "."],
  ];
  for (const [name = "", target = ""] of links) await symlink(resolve(target), join(modules, name), "junction");
  // What stands on the page, as it stands there.
  const page = await readFile("docs/own-systems.md", "utf8");
  for (const [, name = "", text = ""] of page.matchAll(/```(?:ts|json) (\S+)\n([\s\S]*?)\n```/g)) {
    const file = name === "program.ts" ? join(folder, "index.ts") : join(acme, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  const { outputText } = ts.transpileModule(await readFile(join(folder, "index.ts"), "utf8"), {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  await writeFile(join(folder, "index.js"), outputText);
  await writeFile(join(folder, "package.json"), '{ "name": "program", "private": true, "main": "index.js" }');
  const project = "name: own-system\nruntime: { name: nodejs, options: { typescript: false } }\n";
  await writeFile(join(folder, "Pulumi.yaml"), project);
  const compiler = resolve("node_modules/typescript/bin/tsc");
  await run(process.execPath, [compiler, "-p", acme]).catch(({ stdout }) => {
    throw new Error(`docs/own-systems.md does not compile:\n${stdout}`);
  });
  wikihaven = await TestServer.start();
  wikihaven.answer = answer;
  stack = await EngineStack.create({
    command: await ensureEngine(() => undefined),
    program: { project: folder },
    env: { WIKIHAVEN_URL: wikihaven.url, WIKIHAVEN_KEY: "a key", MEMBERS: people.join(",") },
  });
});
afterAll(async () => {
  await stack.remove();
  await rm(folder, { recursive: true });
  await wikihaven.close();
});

const programOf = (variables: Readonly<Record<string, string>>) => {
  stack.stack.workspace.envVars = { ...stack.stack.workspace.envVars, ...variables };
};
const allHave = (rights: readonly string[]) => expect([...members.values()]).toEqual(people.map(() => rights));

test("what a package of somebody's own serves comes up, stays as it is, shows drift, changes, is guarded, and goes", async () => {
  const first = await stack.up();
  expect(first.changes).toEqual({ create: 7 });
  expect(first.notices.join("\n")).toContain(
    "anna@example.com (Wikihaven member anna@example.com of space 7): granted edit, read; revoked publish",
  );
  allHave(["edit", "read"]);

  wikihaven.arrived.length = 0;
  expect((await stack.up()).changes).toEqual({ same: 7 });
  expect(wikihaven.arrived).toEqual([]);

  const state = JSON.stringify(await stack.export());
  expect(state).toContain(
    JSON.stringify('exports.handler=()=>require("acme-permissions/wikihaven/MemberPermissions")'),
  );
  expect(state).not.toContain("a key");
  const report = await driftReport(parseDeployment(state), contextFor({}), { action: "report" });
  expect(report.summary).toMatchObject({ resources: 5, unobservable: 5, failed: 0 });
  expect(report.resources[0]).toMatchObject({
    system: "wikihaven",
    error: expect.stringContaining("served by the package acme-permissions"),
  });

  members.set("anna@example.com", ["edit", "manageMembers"]);
  const drifted = await failing(stack.refresh({ previewOnly: true, expectNoChanges: true }));
  expect(drifted).toMatch(/anna@example\.com.*has drifted.*gained manageMembers.*lost read/);

  programOf({ RIGHTS: "comment" });
  await stack.up({ refresh: true });
  allHave(["comment"]);

  programOf({ MEMBERS: "anna@example.com" });
  expect(await failing(stack.preview())).toContain(
    "4 people of 5 would lose everything: bo@example.com (Wikihaven member",
  );

  await stack.unprotect();
  await stack.destroy();
  allHave([]);
});
