import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { startSandbox } from "../sandbox/index.js";
import { EngineStack } from "../scripts/EngineStack.js";
import { ensureEngine } from "../scripts/engine.js";
import { driftedOf, driftSome } from "./Kind.js";
import { kinds } from "./kinds.js";
import { median } from "./tables.js";

const run = promisify(execFile);

/**
 * Measures `pulumi-permissions drift` beside `pulumi refresh --preview-only` on one stack: `count` subjects, a quarter in each system,
 * one in ten drifted. Returns Markdown.
 */
export async function driftTable(count: number, runs: number, latency: number): Promise<string> {
  const command = await ensureEngine(() => undefined);
  const sandbox = await startSandbox({ latency });
  const each = Math.floor(count / kinds.length);
  const program = async () => {
    for (const kind of kinds) for (let index = 0; index < each; index++) kind.declare(`${kind.path}-${index}`, index);
  };
  for (const kind of kinds) kind.setUp(sandbox, each);
  const stack = await EngineStack.create({
    command,
    program,
    env: { ...sandbox.env, PULUMI_SKIP_CHECKPOINTS: "1" },
  });
  try {
    await stack.up();
    for (const kind of kinds) driftSome(kind, sandbox, each);
    const drifted = kinds.length * driftedOf(each);
    const { workDir } = stack.stack.workspace;
    const env = { ...process.env, ...stack.environment };
    const report = (...options: string[]) =>
      run(process.execPath, [join(__dirname, "..", "cli", "main.js"), "drift", ...options], {
        env,
        maxBuffer: 2 ** 28,
      });
    const ways: readonly (readonly [string, () => Promise<unknown>])[] = [
      [
        "`pulumi refresh --preview-only`",
        async () => requireDrift(drifted, (await stack.refresh({ previewOnly: true })).changes.update),
      ],
      [
        "`drift`, from the stack",
        async () =>
          requireDrift(drifted, await driftedIn(report("--stack", "dev", "--cwd", workDir, "--format", "json"))),
      ],
      [
        "`pulumi stack export`, which is part of it",
        () =>
          run(command.command, ["stack", "export", "--stack", "dev", "--cwd", workDir], { env, maxBuffer: 2 ** 28 }),
      ],
    ];
    const seconds = new Map<string, number[]>();
    const requests = new Map<string, number>();
    for (let round = 0; round < runs; round++) {
      for (const [name, task] of round % 2 === 0 ? ways : ways.toReversed()) {
        sandbox.log.clear();
        const begun = performance.now();
        await task();
        seconds.set(name, [...(seconds.get(name) ?? []), (performance.now() - begun) / 1_000]);
        requests.set(name, sandbox.log.count());
      }
    }
    const rows = ways.map(
      ([name]) => `| ${name} | ${median(seconds.get(name) ?? []).toFixed(2)} | ${requests.get(name) ?? 0} |`,
    );
    return [
      `${each * kinds.length} resources, a quarter in each system, one in ten drifted, API latency ${latency} ms.`,
      "",
      "| command | seconds | requests |",
      "| --- | --- | --- |",
      ...rows,
      "",
    ].join("\n");
  } finally {
    await stack.remove();
    await sandbox.close();
  }
}

/** A look that finds something else than what was done is worth no figure. */
export function requireDrift(expected: number, found: number | undefined): void {
  if (found !== expected) throw new Error(`found ${found} drifted subjects instead of ${expected}`);
}

const outputSchema = z.object({ code: z.literal(2), stdout: z.string() });
const reportSchema = z.object({ summary: z.object({ drifted: z.number() }) });

/** Exit status 2 says that there is drift. */
export async function driftedIn(reporting: Promise<unknown>): Promise<number> {
  const failure: unknown = await reporting.then(
    () => new Error("no drift was found"),
    (error: unknown) => error,
  );
  return reportSchema.parse(JSON.parse(outputSchema.parse(failure).stdout)).summary.drifted;
}
