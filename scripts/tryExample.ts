import { Command } from "commander";
import { startSandbox } from "../sandbox/index.js";
import { addSamplePeople } from "../sandbox/samplePeople.js";
import { EngineStack, type Run } from "./EngineStack.js";
import { ensureEngine } from "./engine.js";
import { exampleProject } from "./exampleProject.js";

/**
 * Runs one example as users do, against the sandbox: `pulumi up` in a folder of its own, a refresh that finds nothing, destroy. Exit
 * status 1 with what went wrong. Says what each step did.
 *
 *     node dist/scripts/tryExample.js hostup
 */
async function tryExample(name: string, { modules }: { readonly modules?: string }): Promise<void> {
  const say = (text: string) => process.stdout.write(`${text}\n`);
  const command = await ensureEngine((text) => process.stderr.write(`${text}\n`));
  const sandbox = await startSandbox();
  addSamplePeople(sandbox);
  const project = await exampleProject(name, modules);
  say(`The example ${name}, copied to ${project.folder}, against the sandbox`);
  const stack = await EngineStack.create({ command, program: { project: project.folder }, env: sandbox.env });
  try {
    const tell = (command: string, { changes, notices }: Run) => {
      const counts = Object.entries(changes).map(([step, count]) => `${count} ${step}`);
      say([`\npulumi ${command}: ${counts.join(", ")}`, ...notices.map((notice) => `  ${notice}`)].join("\n"));
    };
    const first = await stack.up();
    tell("up", first);
    expectThat(
      Object.keys(first.changes).join() === "create",
      `the first up creates, but: ${JSON.stringify(first.changes)}`,
    );
    sandbox.log.clear();
    tell("refresh --preview-only", await stack.refresh({ previewOnly: true, expectNoChanges: true }));
    expectThat(sandbox.log.writes().length === 0, "a refresh writes nothing");
    await stack.unprotect();
    tell("destroy", await stack.destroy());
    expectThat(sandbox.spanel.server.incidents.length === 0, "nobody was given root by omission");
    say(`\nThe example ${name} came up, stayed as it was, and went.`);
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
