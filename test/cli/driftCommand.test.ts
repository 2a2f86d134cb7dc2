import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { parseDeployment } from "../../cli/drift/deployment.js";
import { UsageError } from "../../cli/UsageError.js";
import { type Sandbox, startSandbox } from "../../sandbox/index.js";
import { contactPermissions } from "../support/cases/contactPermissions.js";
import { contextFor } from "../support/contextFor.js";
import { created } from "../support/deploymentOf.js";
import { drift } from "../support/driftCommand.js";

jest.setTimeout(120_000);

const provider = 'exports.handler=()=>require("pulumi-permissions/hostup/ContactPermissions")';
const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };

let sandbox: Sandbox;
let folder: string;
beforeEach(async () => {
  sandbox = await startSandbox();
  folder = await mkdtemp(join(tmpdir(), "pulumi-permissions-drift-"));
});
afterEach(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true });
});

const exportOf = (resources: readonly object[], more: object = {}) =>
  JSON.stringify({ version: 3, deployment: { manifest: {}, resources, ...more } });

/** A contact's resource as it stands in a state, with the provider's text. */
async function stored(): Promise<{ urn: string; type: string; id: string; outputs: Record<string, unknown> }> {
  contactPermissions.setUp(sandbox);
  const { urn, type, id, outputs } = await created(
    contactPermissions,
    contextFor(sandbox.env),
    contactPermissions.args,
  );
  return { urn, type, id, outputs: { ...outputs, __provider: provider } };
}

const stranger = {
  urn: "urn:pulumi:dev::company::pulumi-nodejs:dynamic/hostup:ContactPermissions::theirs",
  type: "pulumi-nodejs:dynamic/hostup:ContactPermissions",
  id: "1",
  outputs: { __provider: "exports.handler = () => somebodyElse" },
};

test("a file is enough: exit status 0, and the report goes where --output says", async () => {
  const [file, report] = [join(folder, "state.json"), join(folder, "report.md")];
  await writeFile(file, exportOf([await stored(), stranger]));
  const result = await drift(["--deployment", file, "--output", report], { env: sandbox.env });
  expect(result).toEqual({ status: 0, stdout: "", stderr: "" });
  expect(await readFile(report, "utf8")).toMatch(/## Permission drift[\s\S]*1 resource: 1 in sync/);
  await drift(["--deployment", file, "--format", "text", "--output", report], { env: sandbox.env });
  expect(await readFile(report, "utf8")).toBe("dev: 1 resource: 1 in sync\n");
});

test("a reader that wants no more, such as head, is no error and changes no exit status", async () => {
  const [file, errors] = [join(folder, "state.json"), join(folder, "errors")];
  const one = await stored();
  // More than a pipe holds.
  const many = Array.from({ length: 400 }, (_, index) => ({ ...one, urn: `${one.urn}${index}` }));
  await writeFile(file, exportOf(many));
  sandbox.hostup.account.grant(14059, "canPlaceOrders");
  const command = `node dist/cli/main.js drift --deployment ${file} --format json 2>${errors} | head -c 1; echo " $PIPESTATUS"`;
  const shown = await promisify(execFile)("bash", ["-c", command], { env: { ...process.env, ...sandbox.env } });
  expect(shown.stdout).toBe("{ 2\n");
  expect(await readFile(errors, "utf8")).toBe("");
});

test("a report that has no place to go to is an error before anything is done", async () => {
  const input = exportOf([await stored()]);
  sandbox.log.clear();
  const { status, stderr } = await drift(["--deployment", "-", "--output", join(folder, "no", "report.md")], {
    env: sandbox.env,
    input,
  });
  expect(stderr).toContain("The report cannot be written to");
  expect(status).toBe(1);
  expect(sandbox.log.requests).toEqual([]);
});

test("one look is enough for reports in several formats", async () => {
  const files = ["a.md", "a.html", "a.json", "a.txt"].map((name) => join(folder, name));
  const args = [
    "--deployment",
    "-",
    "--scope",
    "stack",
    "--format",
    "json",
    ...files.flatMap((file) => ["--also", file]),
  ];
  const input = exportOf([await stored()]);
  sandbox.log.clear();
  const { stdout, status } = await drift(args, { env: sandbox.env, input });
  expect(status).toBe(0);
  expect(sandbox.log.count()).toBe(1);
  const [markdown, page, json, text] = await Promise.all(files.map((file) => readFile(file, "utf8")));
  expect(markdown).toContain("## Permission drift");
  expect(page).toMatch(/^<!doctype html>/i);
  expect(json).toBe(stdout);
  expect(text).toBe("dev: 1 resource: 1 in sync\n");
  const refused = await drift(["--also", "report.pdf"], {});
  expect(refused.stderr).toContain(".txt, .json, .md or .html");
});

test("resources of other packages, and those that are deleted or about to be, are left out", async () => {
  const live = await stored();
  const [old, replaced] = [
    { ...live, delete: true },
    { ...live, pendingReplacement: true },
  ];
  const stack = { urn: "urn:pulumi:dev::company::pulumi:pulumi:Stack::dev", type: "pulumi:pulumi:Stack" };
  const namesOf = (...resources: object[]) => parseDeployment(exportOf(resources)).resources.map(({ urn }) => urn);
  expect(namesOf(live)).toEqual([live.urn]);
  expect(namesOf(old, replaced, stranger, stack)).toEqual([]);
});

test("a kind that this release does not know is a failure that says so", async () => {
  const { urn, type, id, outputs } = await stored();
  const newer = { urn, type, id, outputs: { ...outputs, __provider: provider.replace("Contact", "Future") } };
  const { stdout, status } = await drift(["--deployment", "-"], { env: sandbox.env, input: exportOf([newer]) });
  expect(stdout).toContain("does not know hostup/FuturePermissions");
  expect(status).toBe(1);
});

test("a secret that is in the clear is read and masked", async () => {
  const { urn, type, id, outputs } = await stored();
  const hidden = {
    urn,
    type,
    id,
    outputs: { ...outputs, contactId: { ...secret, plaintext: String(outputs.contactId) } },
  };
  const { stdout, status } = await drift(["--deployment", "-", "--format", "json"], {
    env: sandbox.env,
    input: exportOf([hidden]),
  });
  expect(JSON.parse(stdout)).toMatchObject({ resources: [{ subject: "HostUp contact [secret]", status: "in-sync" }] });
  expect(status).toBe(0);
});

test.each([
  ["text that is no JSON", "# oops", "it is not JSON"],
  ["JSON that is no export", "{}", "not what `pulumi stack export` prints"],
  [
    "an export with encrypted properties",
    exportOf([{ ...stranger, outputs: { __provider: provider, contactId: { ...secret, ciphertext: "v1:abc" } } }]),
    "--show-secrets",
  ],
])("%s is an error that says what to give instead", (_name, input, words) => {
  expect(() => parseDeployment(input)).toThrow(UsageError);
  expect(() => parseDeployment(input)).toThrow(words);
});

test("an error is one line on standard error, without a trace, and exit status 1", async () => {
  const { status, stdout, stderr } = await drift(["--deployment", "-"], { env: sandbox.env, input: "# oops" });
  expect(stderr).toBe("This is not what `pulumi stack export` prints: it is not JSON.\n");
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
});

test("a correction by an old file alone is refused, because it could let somebody in", async () => {
  const input = exportOf([await stored()]);
  contactPermissions.drift.make(sandbox);
  sandbox.log.clear();
  const { status, stderr } = await drift(["--deployment", "-", "--fix", "--yes"], { env: sandbox.env, input });
  expect(stderr).toContain("--stack NAME");
  expect(status).toBe(1);
  expect(sandbox.log.requests).toEqual([]);
  const { status: ofPlan, stdout } = await drift(["--deployment", "-", "--dry-run"], { env: sandbox.env, input });
  expect(stdout).toContain("would ");
  expect(ofPlan).toBe(2);
});

test("without the Pulumi CLI the error says how to get it, or how to do without", async () => {
  const { status, stderr } = await drift(["--stack", "dev"], { env: { ...sandbox.env, PATH: folder } });
  expect(stderr).toContain("no `pulumi` on the PATH");
  expect(stderr).toContain("--deployment FILE");
  expect(status).toBe(1);
});

test("an unknown format is refused with those that exist", async () => {
  const { status, stderr } = await drift(["--format", "xml"]);
  expect(stderr).toContain("text, json, markdown, html");
  expect(status).toBe(1);
});

test("a correction without a terminal to ask on is refused, unless it is told not to ask", async () => {
  const input = exportOf([await stored()]);
  const { status, stderr } = await drift(["--deployment", "-", "--stack", "dev", "--fix"], { env: sandbox.env, input });
  expect([status, stderr]).toEqual([
    1,
    "--fix asks before it writes, and there is no terminal to ask on: add --yes, or look with --dry-run first.\n",
  ]);
});
