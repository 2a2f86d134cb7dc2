import { startSandbox } from "../sandbox/index.js";
import { addSamplePeople } from "../sandbox/samplePeople.js";
import { EngineStack } from "./EngineStack.js";
import { ensureEngine } from "./engine.js";
import { loadProgram } from "./loadProgram.js";

/**
 * Runs one example against the sandbox: up, up again (no change, no request beside reads that the program makes itself), refresh,
 * destroy. Exit status 1 with what went wrong.
 *
 *     node dist/scripts/tryExample.js hostup
 */
async function tryExample(name: string): Promise<void> {
  const command = await ensureEngine((text) => process.stderr.write(`${text}\n`));
  const sandbox = await startSandbox();
  addSamplePeople(sandbox);
  // An inline program runs in this process, and functions that read do so with its environment.
  Object.assign(process.env, sandbox.env);
  const stack = await EngineStack.create({ command, program: loadProgram(name), env: sandbox.env });
  try {
    await stack.up();
    sandbox.log.clear();
    const { changes } = await stack.up();
    expectThat(Object.keys(changes).join() === "same", `the second up is no change, but: ${JSON.stringify(changes)}`);
    expectThat(sandbox.log.writes().length === 0, "the second up writes nothing");
    await stack.refresh({ previewOnly: true, expectNoChanges: true });
    await stack.destroy();
    expectThat(sandbox.spanel.server.incidents.length === 0, "nobody was given root by omission");
  } finally {
    await stack.remove();
    await sandbox.close();
  }
}

function expectThat(isTrue: boolean, claim: string): void {
  if (!isTrue) throw new Error(`not true: ${claim}`);
}

tryExample(process.argv[2] ?? "quickstart").catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
