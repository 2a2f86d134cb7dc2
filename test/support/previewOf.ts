import type { Preview, PreviewStep } from "../../cli/plan/preview.js";

export interface GivenStep {
  readonly operation: string;
  /** What the provider text loads. */
  readonly path: string;
  readonly name?: string;
  readonly before?: {
    readonly id: string;
    readonly outputs: Readonly<Record<string, unknown>>;
    readonly isRetained?: boolean;
  };
  readonly inputs?: Readonly<Record<string, unknown>>;
}

export function stepOf({ operation, path, name = "it", before, inputs }: GivenStep): PreviewStep {
  const [system = "", kind = ""] = path.split("/");
  const urn = `urn:pulumi:dev::company::pulumi-nodejs:dynamic/${system}:${kind}::${name}`;
  const old = before && { isRetained: false, ...before };
  return { urn, operation, kind: path, before: old, inputs, isMasked: false };
}

export function previewOf(...steps: readonly GivenStep[]): Preview {
  return { stack: "dev", steps: steps.map(stepOf) };
}

/** The text that the CLI would print of the steps. */
export function printed(preview: Preview, more: object = {}): string {
  const provider = (kind: string) => ({ __provider: `exports.handler=()=>require("pulumi-permissions/${kind}")` });
  const steps = preview.steps.map(({ urn, operation, kind, before, inputs }) => ({
    op: operation,
    urn,
    ...(before
      ? {
          oldState: {
            id: before.id,
            outputs: { ...before.outputs, ...provider(kind) },
            ...(before.isRetained ? { retainOnDelete: true } : {}),
          },
        }
      : {}),
    ...(inputs ? { newState: { inputs: { ...inputs, ...provider(kind) } } } : {}),
  }));
  return JSON.stringify({ steps, changeSummary: { same: steps.length }, ...more });
}
