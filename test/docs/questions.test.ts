import { execFile } from "node:child_process";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { type Sandbox, startSandbox } from "../../sandbox/index.js";
import { changedProgram, companyOf, meddled, previewOfCompany, withoutOne } from "../support/company.js";

const run = promisify(execFile);
const page = "docs/questions.md";
const answers = /```sh\n([^`]*)\n```\n\n```text\n([\s\S]*?)```/g;

let sandbox: Sandbox;
let folder: string;
beforeAll(async () => {
  sandbox = await startSandbox();
  folder = await mkdtemp(join(tmpdir(), "pulumi-permissions-questions-"));
  const state = await companyOf(300, sandbox);
  meddled(sandbox);
  await writeFile(join(folder, "state.json"), state);
  await writeFile(join(folder, "then.json"), withoutOne(state));
  await writeFile(join(folder, "preview.json"), previewOfCompany(state, changedProgram));
  // What the commands ask of the Pulumi CLI, answered by files.
  await script("pulumi", 'case "$1" in stack) cat state.json;; config) echo "{}";; preview) cat preview.json;; esac');
  await script("npx", `shift; exec "${process.execPath}" "${resolve("dist/cli/main.js")}" "$@"`);
  await printedBy("npx pulumi-permissions who --deployment then.json --output last-week.csv");
});
afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true });
});

async function script(name: string, body: string): Promise<void> {
  await writeFile(join(folder, name), `#!/bin/sh\n${body}\n`);
  await chmod(join(folder, name), 0o755);
}

async function printedBy(command: string): Promise<string> {
  const env = { ...process.env, ...sandbox.env, PATH: `${folder}:${process.env.PATH}` };
  // Findings have a status of their own.
  const { stdout, stderr } = await run("bash", ["-c", `${command}; true`], { cwd: folder, env, maxBuffer: 2 ** 26 });
  expect([command, stderr]).toEqual([command, ""]);
  return stdout
    .replaceAll(/Checked at [\d:.TZ-]+/g, "Checked at 2026-11-26T08:00:00.000Z")
    .replaceAll(/[\r\ufeff]/g, "");
}

test("each question on the page is answered by its command with the answer that stands there", async () => {
  const text = await readFile(page, "utf8");
  const given = [...text.matchAll(answers)];
  expect(given.length).toBeGreaterThanOrEqual(6);
  const printed = await Promise.all(given.map(([, command = ""]) => printedBy(command)));
  if (process.env.UPDATE_ANSWERS !== undefined) {
    let next = 0;
    await writeFile(
      page,
      text.replaceAll(
        answers,
        (_all, command) => `\`\`\`sh\n${command}\n\`\`\`\n\n\`\`\`text\n${printed[next++]}\`\`\``,
      ),
    );
    return;
  }
  expect(given.map(([, , answer]) => answer)).toEqual(printed);
});
