import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { startSandbox } from "../sandbox/index.js";
import { EngineStack } from "../scripts/EngineStack.js";
import { ensureEngine } from "../scripts/engine.js";
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
    for (const kind of kinds) for (let index = 0; index < each; index += 10) kind.drift(sandbox, index);
    const { workDir } = stack.stack.workspace;
    const env = { ...process.env, ...stack.environment };
    const report = (...options: string[]) =>
      run(process.execPath, [join(__dirname, "..", "cli", "main.js"), "drift", ...options], {
        env,
        maxBuffer: 2 ** 28,
      });
    const ways: readonly (readonly [string, () => Promise<unknown>])[] = [
      ["`pulumi refresh --preview-only`", () => stack.refresh({ previewOnly: true })],
      ["`drift`, from the stack", () => driftedIsFine(report("--stack", "dev", "--cwd", workDir, "--format", "json"))],
      [
        "`pulumi stack export`, which is part of it",
        () =>
          run(command.command, ["stack", "export", "--show-secrets", "--stack", "dev", "--cwd", workDir], {
            env,
            maxBuffer: 2 ** 28,
          }),
      ],
    ];
    const seconds = new Map<string, number[]>();
    const requests = new Map<string, number>();
    for (let round = 0; round < runs; round++) {
      for (const [name, task] of ways) {
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

/** Exit status 2 says that there is drift, which there is. */
async function driftedIsFine(reporting: Promise<unknown>): Promise<void> {
  await reporting.catch((error: unknown) => {
    if (!(error instanceof Error && "code" in error && error.code === 2)) throw error;
  });
}
