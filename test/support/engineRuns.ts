import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { UpOptions } from "@pulumi/pulumi/automation/index.js";
import type { EngineStack } from "../../scripts/EngineStack.js";

/** How a run ended, whatever way. */
export interface Ending {
  readonly failed: boolean;
  /** What it printed. */
  readonly output: string;
}

/** An `up` with options that {@link EngineStack} does not offer. */
export async function upWith({ stack }: EngineStack, options: Partial<UpOptions> = {}): Promise<Ending> {
  let output = "";
  const onOutput = (text: string) => {
    output += text;
  };
  const running = stack.up({ ...options, showSecrets: false, onOutput });
  const failed = await running.then(
    () => false,
    () => true,
  );
  return { failed, output };
}

/** A command of the CLI on the stack, such as `state unprotect`. */
export async function pulumi(stack: EngineStack, ...args: readonly string[]): Promise<void> {
  const { command } = stack.stack.workspace.pulumiCommand;
  const { workDir } = stack.stack.workspace;
  await promisify(execFile)(command, [...args, "--stack", "dev", "--non-interactive"], {
    cwd: workDir,
    env: { ...process.env, ...stack.environment },
  });
}

/** Names of the resources of this package in the state. */
export async function storedNames(stack: EngineStack): Promise<readonly string[]> {
  return (await storedResources(stack)).map(({ name }) => name);
}

/** The resources of this package in the state, with their outputs. */
export async function storedResources(
  stack: EngineStack,
): Promise<readonly { readonly name: string; readonly outputs: Readonly<Record<string, unknown>> }[]> {
  const { deployment } = await stack.export();
  const resources: { urn: string; type: string; outputs?: Record<string, unknown> }[] = deployment.resources ?? [];
  return resources
    .filter(({ type }) => type.startsWith("pulumi-nodejs:dynamic/"))
    .map(({ urn, outputs = {} }) => ({ name: urn.split("::").at(-1) ?? "", outputs }));
}
