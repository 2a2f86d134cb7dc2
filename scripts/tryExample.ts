import { Command } from "commander";
import { startSandbox } from "../sandbox/index.js";
import { addSamplePeople } from "../sandbox/samplePeople.js";
import { EngineStack } from "./EngineStack.js";
import { ensureEngine } from "./engine.js";
import { exampleProject } from "./exampleProject.js";

/**
 * Runs one example as users do, against the sandbox: `pulumi up` in a folder of its own, a refresh that finds nothing, destroy. Exit
 * status 1 with what went wrong.
 *
 *     node dist/scripts/tryExample.js hostup
 */
async function tryExample(name: string, { modules }: { readonly modules?: string }): Promise<void> {
  const command = await ensureEngine((text) => process.stderr.write(`${text}\n`));
  const sandbox = await startSandbox();
  addSamplePeople(sandbox);
  const project = await exampleProject(name, modules);
  const stack = await EngineStack.create({ command, program: { project: project.folder }, env: sandbox.env });
  try {
    const { changes: first } = await stack.up();
    expectThat(Object.keys(first).join() === "create", `the first up creates, but: ${JSON.stringify(first)}`);
    sandbox.log.clear();
    await stack.refresh({ previewOnly: true, expectNoChanges: true });
    expectThat(sandbox.log.writes().length === 0, "a refresh writes nothing");
    await stack.unprotect();
    await stack.destroy();
    expectThat(sandbox.spanel.server.incidents.length === 0, "nobody was given root by omission");
  } finally {
    await stack.remove();
    await project.remove();
    await sandbox.close();
  }
}

function expectThat(isTrue: boolean, claim: string): void {
  if (!isTrue) throw new Error(`not true: ${claim}`);
}

new Command("tryExample")
  .argument("<name>", "a folder in examples")
  .option("--modules <folder>", "the node_modules that the program is run with; default: this repository's")
  .action((name: string, options: { readonly modules?: string }) =>
    tryExample(name, options).catch((error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      process.exitCode = 1;
    }),
  )
  .parse();
