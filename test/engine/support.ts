import type { ConfigMap } from "@pulumi/pulumi/automation/index.js";
import { type Sandbox, startSandbox } from "../../sandbox/index.js";
import { EngineRunError, EngineStack, type Run } from "../../scripts/EngineStack.js";
import { ensureEngine } from "../../scripts/engine.js";

export interface World {
  readonly sandbox: Sandbox;
  readonly stack: EngineStack;
  end(): Promise<void>;
}

/** A sandbox, and a stack of the real engine that reaches it through the environment. */
export async function startWorld(
  prepare: (sandbox: Sandbox) => {
    readonly env?: Readonly<Record<string, string>>;
    readonly config?: ConfigMap;
  } = () => ({}),
): Promise<World> {
  const sandbox = await startSandbox();
  const { env = sandbox.env, config } = prepare(sandbox);
  const command = await ensureEngine(() => undefined);
  const program = async () => undefined;
  const stack = await EngineStack.create({ command, program, env, ...(config ? { config } : {}) });
  return {
    sandbox,
    stack,
    end: async () => {
      await stack.remove();
      await sandbox.close();
    },
  };
}

/** The error of a run that must fail. */
export async function failed(running: Promise<Run>): Promise<EngineRunError> {
  const run = await running.catch((error: unknown) => {
    if (error instanceof EngineRunError) return error;
    throw error;
  });
  if (run instanceof EngineRunError) return run;
  throw new Error(`the run was expected to fail, but printed:\n${run.output}`);
}

/** What the engine printed in a run that must fail. */
export async function failing(running: Promise<Run>): Promise<string> {
  return (await failed(running)).output;
}
