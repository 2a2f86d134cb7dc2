import { execFile } from "node:child_process";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { Command } from "commander";
import { version } from "../provider/version.js";
import { startSandbox } from "../sandbox/index.js";
import { addSamplePeople } from "../sandbox/samplePeople.js";
import { EngineStack } from "./EngineStack.js";
import { ensureEngine, exists } from "./engine.js";
import { exampleProject } from "./exampleProject.js";

const run = promisify(execFile);

/** Why a program in a language cannot be run here; nothing where it can. The full Pulumi CLI has all hosts. */
async function obstacle(language: string, command: string): Promise<string | undefined> {
  const name = `pulumi-language-${language}`;
  const folders = [dirname(command), ...(process.env.PATH ?? "").split(delimiter)];
  const found = await Promise.all(folders.map((folder) => exists(join(folder, name))));
  return found.includes(true) ? undefined : `there is no ${name} beside the Pulumi CLI or on PATH`;
}

/**
 * Runs the example of a language against the sandbox: makes its SDK, brings it up, has a plain `up` correct what somebody changed by hand, and
 * destroys it. Exit status 3 where the language cannot be run here.
 *
 *     node dist/scripts/tryLanguage.js python
 */
async function tryLanguage(language: string): Promise<void> {
  const say = (text: string) => process.stdout.write(`${text}\n`);
  const command = await ensureEngine((text) => process.stderr.write(`${text}\n`));
  const missing = await obstacle(language, command.command);
  if (missing !== undefined) {
    say(`The example ${language} was not tried: ${missing}.`);
    process.exitCode = 3;
    return;
  }
  const sandbox = await startSandbox();
  addSamplePeople(sandbox);
  const { account } = sandbox.hostup;
  const project = await exampleProject(language);
  const stack = await EngineStack.create({ command, program: { project: project.folder }, env: sandbox.env });
  const inProject = (file: string, ...args: readonly string[]) =>
    run(file, args, { cwd: project.folder, env: { ...process.env, ...stack.environment }, maxBuffer: 2 ** 28 });
  const declared = "canOpenTickets, canViewInvoices, service:14101";
  const requireDeclared = (when: string) => {
    const live = account.grantsOf(14059).join(", ");
    if (live !== declared) throw new Error(`${when} Anna has ${live}, and should have ${declared}`);
  };
  try {
    await inProject(process.execPath, require.resolve("../cli/main.js"), "plugin", "install");
    await inProject(command.command, "package", "add", `permissions@${version}`, "--non-interactive");
    say(`pulumi up: ${JSON.stringify((await stack.up()).changes)}`);
    requireDeclared("After the first up");
    account.grant(14059, "canPlaceOrders");
    const { notices, changes } = await stack.up();
    say(`pulumi up: ${notices.join("; ")} ${JSON.stringify(changes)}`);
    requireDeclared("After a change by hand and another up");
    await stack.unprotect();
    say(`pulumi destroy: ${JSON.stringify((await stack.destroy()).changes)}`);
    say(`The example ${language} came up, corrected what somebody had changed, and went.`);
  } finally {
    await stack.remove();
    await project.remove();
    await sandbox.close();
  }
}

new Command("tryLanguage")
  .argument("<language>", "python or go: a folder in examples")
  .action((language: string) =>
    tryLanguage(language).catch((error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      process.exitCode = 1;
    }),
  )
  .parse();
