import type { UpOptions } from "@pulumi/pulumi/automation/index.js";
import { EngineRunError, type EngineStack } from "../../scripts/EngineStack.js";

/** How a run ended, whatever way. */
export interface Ending {
  readonly failed: boolean;
  /** What it printed. */
  readonly output: string;
}

/** An `up` that may fail. */
export async function upWith(stack: EngineStack, options: Partial<UpOptions> = {}): Promise<Ending> {
  try {
    const { output } = await stack.up(options);
    return { failed: false, output };
  } catch (error) {
    if (!(error instanceof EngineRunError)) throw error;
    return { failed: true, output: error.output };
  }
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
