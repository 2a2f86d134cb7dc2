import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { EngineStack, type Run } from "../scripts/EngineStack.js";
import { ensureEngine } from "../scripts/engine.js";
import { driftedOf } from "./Kind.js";
import { kinds } from "./kinds.js";
import { PeakMemory } from "./memory.js";
import { repeatedRun } from "./repeatedRun.js";
import { declare, type Variant, variants } from "./variants.js";

/**
 * Measures one provider with one kind of resource, in a process of its own so that memory is its own. The sandbox runs in the parent,
 * which makes the drift when it is told to.
 *
 *     node dist/bench/measure.js VARIANT KIND COUNT
 */
async function measure(variant: Variant, path: string, count: number): Promise<void> {
  const kind = kinds.find((candidate) => candidate.path === path);
  if (kind === undefined) throw new Error(`no kind ${path}`);
  const command = await ensureEngine(() => undefined);
  const program = async () => {
    for (let index = 0; index < count; index++) declare(variant, kind, index);
  };
  const env = Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      /^(HOSTUP|SPANEL|VMS|BAKERONLINE|PULUMI_SKIP|NODE_TLS)/.test(name) && value !== undefined ? [[name, value]] : [],
    ),
  );
  const stack = await EngineStack.create({ command, program, env });
  const memory = new PeakMemory();
  try {
    const timed = async (step: string, run: () => Promise<Run>, done: Run["changes"]) => {
      const begun = performance.now();
      const { changes, attempts } = await run();
      const seconds = (performance.now() - begun) / 1_000;
      if (attempts > 1) throw new RepeatedRunError(`${step} had to be repeated`);
      for (const [kind, times] of Object.entries(done)) {
        const found = Reflect.get(changes, kind) ?? 0;
        if (found !== times) throw new Error(`${step}: ${found} of the kind ${kind} instead of ${times}`);
      }
      await told({ step, seconds });
    };
    const drifted = variant === "doNothing" ? 0 : driftedOf(count);
    await timed("create", () => stack.up(), { create: count + 1 });
    const stateSize = sizeOf(join(stack.folder, "state"));
    await timed("no change", () => stack.up(), { same: count + 1 });
    await timed("refresh", () => stack.refresh(), { update: drifted });
    await timed("correct", () => stack.up({ refresh: true }), { update: drifted });
    await timed("destroy", () => stack.destroy(), { delete: count + 1 });
    process.send?.({ step: "end", stateSize, memory: memory.stop() });
  } finally {
    await stack.remove();
  }
}

/** The engine lost the program, and what was measured is two runs. */
class RepeatedRunError extends Error {}

/** Waits until the parent has noted a step and prepared the next one. */
async function told(message: object): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    process.once("message", () => resolve());
    process.once("disconnect", () => reject(new Error("nobody listens any more")));
    process.send?.(message);
  });
}

/** The state file without backups and history, in MB. */
function sizeOf(folder: string): number {
  const stacks = join(folder, ".pulumi", "stacks");
  const files = readdirSync(stacks, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".json"));
  return files.reduce((sum, file) => sum + statSync(join(stacks, file)).size, 0) / 1_000_000;
}

const [given, path = "", count = "200"] = process.argv.slice(2);
const variant = variants.find((name) => name === given);
if (variant === undefined) throw new Error(`the first argument is one of ${variants.join(", ")}`);
measure(variant, path, Number(count)).then(
  () => process.disconnect(),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(error instanceof RepeatedRunError ? repeatedRun : 1);
  },
);
