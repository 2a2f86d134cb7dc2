import { z } from "zod";
import { kindOf, leavesOf, parseOutput } from "../engineOutput.js";
import { UsageError } from "../UsageError.js";

/** One step of a preview that concerns a resource of this package. */
export interface PreviewStep {
  readonly urn: string;
  /** What the engine would do, such as `update`. */
  readonly operation: string;
  /** What the provider text loads, such as `hostup/ContactPermissions`. */
  readonly kind: string;
  /** What the state has of it; nothing for a new resource. */
  readonly before: { readonly id: string; readonly outputs: Properties; readonly isRetained: boolean } | undefined;
  /** What the program asks for; nothing for a resource that goes. */
  readonly inputs: Properties | undefined;
  /** Whether the preview shows secrets of it only as `[secret]`. */
  readonly isMasked: boolean;
}
type Properties = Readonly<Record<string, unknown>>;

export interface Preview {
  readonly stack: string;
  readonly steps: readonly PreviewStep[];
}

const properties = z.record(z.string(), z.unknown());
const stateSchema = z.looseObject({
  type: z.string().optional(),
  id: z.string().nullish(),
  inputs: properties.nullish(),
  outputs: properties.nullish(),
  retainOnDelete: z.boolean().nullish(),
});
const previewSchema = z.looseObject({
  steps: z
    .array(
      z.looseObject({
        op: z.string(),
        urn: z.string(),
        oldState: stateSchema.nullish(),
        newState: stateSchema.nullish(),
      }),
    )
    .nullish(),
  diagnostics: z.array(z.looseObject({ severity: z.string().nullish(), message: z.string().nullish() })).nullish(),
  changeSummary: z.record(z.string(), z.number()).nullish(),
});
/** How the CLI shows a secret. */
const mask = "[secret]";

/**
 * Reads what `pulumi preview --json --show-sames` prints.
 *
 * @throws UsageError also where the preview failed: it then lacks steps, and nobody may take that for fewer removals
 */
export function parsePreview(text: string): Preview {
  const parsed = previewSchema.safeParse(parseOutput("pulumi preview --json", text));
  if (!parsed.success) {
    throw new UsageError(
      `This is not what \`pulumi preview --json\` prints: ${z.prettifyError(parsed.error).replaceAll(/\s+/g, " ")}`,
    );
  }
  const { steps, diagnostics, changeSummary } = parsed.data;
  const errors = (diagnostics ?? []).filter(({ severity }) => severity === "error").map(({ message }) => message ?? "");
  // A preview that broke off has no summary.
  if (errors.length > 0 || !changeSummary) {
    const why = errors.map((message) => message.trim()).join("\n") || "it broke off";
    throw new UsageError(`The preview failed, so there is no plan: ${why}`);
  }
  const all = steps ?? [];
  const [head = ""] = (all[0]?.urn ?? "").split("::");
  return { stack: head.replace("urn:pulumi:", ""), steps: all.flatMap(stepOf) };
}

function stepOf({
  op,
  urn,
  oldState,
  newState,
}: NonNullable<z.output<typeof previewSchema>["steps"]>[number]): PreviewStep[] {
  // With --refresh the preview begins with what it read.
  if (op === "refresh") return [];
  const outputs = oldState?.outputs ?? undefined;
  const inputs = newState?.inputs ?? undefined;
  const kind = kindOf(inputs?.__provider ?? outputs?.__provider, newState?.type ?? oldState?.type ?? "");
  if (kind === undefined) return [];
  const before = outputs && { id: oldState?.id ?? "", outputs, isRetained: oldState?.retainOnDelete === true };
  return [{ urn, operation: op, kind, before, inputs: inputs && own(inputs), isMasked: holdsMask([inputs, outputs]) }];
}

/** Without what is no argument. */
function own(inputs: Properties): Properties {
  return Object.fromEntries(Object.entries(inputs).filter(([key]) => !key.startsWith("__")));
}

function holdsMask(value: unknown): boolean {
  if (typeof value === "string") return value === mask;
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some(holdsMask);
}

/** The values that one preview shows and the other one masks. */
export function secretsBetween(masked: unknown, clear: unknown): string[] {
  if (masked === mask) return clear === mask ? [] : leavesOf(clear);
  if (typeof masked !== "object" || masked === null || typeof clear !== "object" || clear === null) return [];
  return Object.entries(masked).flatMap(([key, value]) => secretsBetween(value, Reflect.get(clear, key)));
}
