import { fork } from "node:child_process";
import { once } from "node:events";
import { cpus } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { z } from "zod";
import { type Sandbox, startSandbox } from "../sandbox/index.js";
import { ensureEngine } from "../scripts/engine.js";
import { driftTable } from "./drift.js";
import { growth, growthTable } from "./growth.js";
import { driftSome, type Kind, requireDeclared } from "./Kind.js";
import { kinds } from "./kinds.js";
import { peersTable } from "./peers.js";
import { verdict } from "./quick.js";
import { repeatedRun } from "./repeatedRun.js";
import { type Measured, tables } from "./tables.js";
import { type Variant, variants } from "./variants.js";

const stepSchema = z.object({ step: z.string(), seconds: z.number() });
const endSchema = z.object({
  step: z.literal("end"),
  stateSize: z.number(),
  memory: z.object({ program: z.number().optional(), host: z.number().optional() }),
});

interface Settings {
  readonly sizes: readonly number[];
  readonly runs: number;
  readonly kinds: readonly string[];
  /** Milliseconds before each answer of the sandbox. */
  readonly latency: number;
  /** Subjects of the comparison between `drift` and a refresh; 0 leaves it out. */
  readonly drift: number;
  /** Whether the engine writes the state at each step, as it does unless told otherwise. */
  readonly checkpoints: boolean;
}

interface Only {
  readonly growth: boolean;
  readonly quick: boolean;
  readonly peers: boolean;
}

/** Measures every kind at every size with every provider, one after the other in turn, and prints the medians as Markdown. */
async function bench(settings: Settings): Promise<void> {
  await ensureEngine((text) => process.stderr.write(`engine: ${text}\n`));
  const measured: Measured[] = [];
  for (const count of settings.sizes) {
    for (const kind of kinds.filter(({ path }) => settings.kinds.some((word) => path.includes(word)))) {
      for (let run = 1; run <= settings.runs; run++) {
        // Another one begins each time: whoever comes first finds a colder machine.
        for (const variant of [...variants.slice(run % 3), ...variants.slice(0, run % 3)]) {
          process.stderr.write(`${kind.path} × ${count}, ${variant}, run ${run} of ${settings.runs}\n`);
          measured.push(await measureOnce(variant, kind, count, settings));
        }
      }
    }
  }
  const { latency, checkpoints, runs } = settings;
  process.stdout.write(
    `${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores (${cpus()[0]?.model.trim()}), Node ${process.versions.node}, ` +
      `file backend ${checkpoints ? "with checkpoints" : "with PULUMI_SKIP_CHECKPOINTS=1"}, API latency ${latency} ms, medians of ${runs} runs.\n\n` +
      tables(measured, kinds),
  );
  if (settings.drift > 0) process.stdout.write(`\n${await driftTable(settings.drift, runs, latency)}`);
}

/** @throws Error where a ratio is missed by more than a tenth */
async function quickly(settings: Settings): Promise<void> {
  await ensureEngine((text) => process.stderr.write(`engine: ${text}\n`));
  const [kind] = kinds;
  if (kind === undefined) throw new Error("there is no kind to measure");
  const measured: Measured[] = [];
  for (let run = 1; run <= settings.runs; run++) {
    for (const variant of run % 2 === 0 ? (["ours", "handWritten"] as const) : (["handWritten", "ours"] as const)) {
      process.stderr.write(`${kind.path} × 200, ${variant}, run ${run} of ${settings.runs}\n`);
      measured.push(await measureOnce(variant, kind, 200, settings));
    }
  }
  const { report, missed } = verdict(measured, growth());
  process.stdout.write(report);
  if (missed.length > 0) throw new Error(`missed by more than a tenth: ${missed.join("; ")}`);
}

/** A run in which the engine lost the program is measured again. */
async function measureOnce(variant: Variant, kind: Kind, count: number, settings: Settings): Promise<Measured> {
  for (let attempt = 1; attempt <= 3; attempt++) {
    const measured = await measureIfWhole(variant, kind, count, settings);
    if (measured !== undefined) return measured;
  }
  throw new Error(`${variant} with ${kind.path} × ${count}: the engine lost the program three times`);
}

async function measureIfWhole(
  variant: Variant,
  kind: Kind,
  count: number,
  settings: Settings,
): Promise<Measured | undefined> {
  const sandbox = await startSandbox({ latency: settings.latency });
  const PULUMI_SKIP_CHECKPOINTS = settings.checkpoints ? "0" : "1";
  const env = { ...process.env, ...environmentOf(sandbox), PULUMI_SKIP_CHECKPOINTS };
  kind.setUp(sandbox, count);
  const child = fork(join(__dirname, "measure.js"), [variant, kind.path, String(count)], { env });
  const ended = once(child, "exit");
  const seconds: Record<string, number> = {};
  const requests: Record<string, number> = {};
  try {
    const end = await new Promise<z.output<typeof endSchema> | undefined>((resolve, reject) => {
      child.on("message", (message) => {
        try {
          const { data: step } = stepSchema.safeParse(message);
          if (step === undefined) return resolve(endSchema.parse(message));
          seconds[step.step] = step.seconds;
          requests[step.step] = sandbox.log.count();
          if (variant === "ours") requireFewest(step.step, sandbox.log.count(), kind, count);
          sandbox.log.clear();
          prepareNext(step.step, variant, kind, count, sandbox);
          child.send({});
        } catch (error) {
          reject(error);
        }
      });
      ended.then(([status]) =>
        status === repeatedRun
          ? resolve(undefined)
          : reject(new Error(`${variant} with ${kind.path} × ${count} failed (${status})`)),
      );
    });
    if (end === undefined) return undefined;
    return { variant, path: kind.path, count, seconds, requests, stateSize: end.stateSize, memory: end.memory };
  } catch (error) {
    // It hears of it by the channel, and takes its stack away.
    if (child.connected) child.disconnect();
    throw error;
  } finally {
    await ended;
    await sandbox.close();
  }
}

/** One subject in ten drifts before the refresh. */
function prepareNext(step: string, variant: Variant, kind: Kind, count: number, sandbox: Sandbox): void {
  if (variant === "doNothing") return;
  if (step === "create" || step === "correct") requireDeclared(kind, sandbox, count, `${step}, ${variant}`);
  if (step === "no change") driftSome(kind, sandbox, count);
}

/** What is promised of requests is no figure to be looked at, but a condition. */
function requireFewest(step: string, requests: number, kind: Kind, count: number): void {
  const fewest = { "no change": 0, refresh: kind.fewestReads(count) }[step] ?? requests;
  if (requests > fewest) throw new Error(`${kind.path}: ${requests} requests instead of ${fewest} for ${step}`);
}

/** The hand-written providers know of no self-signed certificates. */
function environmentOf({ env }: Sandbox): Record<string, string> {
  return { ...env, NODE_TLS_REJECT_UNAUTHORIZED: "0", NODE_NO_WARNINGS: "1" };
}

const numbers = (text: string) => text.split(",").map(Number);
const command = new Command("bench")
  .option("--sizes <numbers>", "resources per stack", numbers, [200, 1_000])
  .option("--runs <number>", "runs of each, for the median", Number, 3)
  .option("--kinds <words>", "parts of kinds' names", (text: string) => text.split(","), [""])
  .option("--latency <milliseconds>", "of the sandbox's APIs", Number, 0)
  .option("--drift <number>", "subjects of the drift command's comparison; 0 for none", Number, 1_000)
  .option("--checkpoints", "write the state at each step", false)
  .option("--growth", "only how the pure functions grow with the number of grants", false)
  .option(
    "--quick",
    "only the ratios that must hold before a release, in under three minutes; fails if one is missed",
    false,
  )
  .option(
    "--peers",
    "only this package beside OpenTofu and plain fetch, with as many contacts as --sizes says last",
    false,
  )
  .action(async ({ growth: onlyGrowth, quick, peers, ...settings }: Settings & Only) => {
    const say = (text: string) => void process.stderr.write(`${text}\n`);
    if (onlyGrowth) process.stdout.write(growthTable(growth()));
    else if (peers) process.stdout.write(await peersTable(settings.sizes.at(-1) ?? 1_000, settings.runs, say));
    else if (quick) await quickly(settings);
    else await bench(settings);
  });
command.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
