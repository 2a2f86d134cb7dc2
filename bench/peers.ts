import { execFile } from "node:child_process";
import { cpus } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Sandbox, startSandbox } from "../sandbox/index.js";
import { EngineStack } from "../scripts/EngineStack.js";
import { ensureEngine } from "../scripts/engine.js";
import { driftedIn, requireDrift } from "./drift.js";
import { driftedOf, driftSome, type Kind, requireDeclared } from "./Kind.js";
import { kinds } from "./kinds.js";
import { FlatDoor } from "./peers/FlatDoor.js";
import { openTofu, Workspace } from "./peers/openTofu.js";
import { median, table } from "./tables.js";

const run = promisify(execFile);
const steps = ["create", "no change", "detect", "correct", "destroy"] as const;
type Step = (typeof steps)[number];

/** One way to keep the access of the contacts, step by step. */
interface Peer {
  readonly steps: Readonly<Record<Step, () => Promise<unknown>>>;
  readonly requests: () => number;
  readonly end: () => Promise<void>;
}

/** Measures this package, OpenTofu with the restapi provider, and plain `fetch`, on one kind of sandbox and the same contacts. Returns Markdown. */
export async function peersTable(count: number, runs: number, say: (text: string) => void): Promise<string> {
  const [kind] = kinds;
  if (kind === undefined) throw new Error("there is no kind to measure");
  const tools = await openTofu(say);
  const engine = await ensureEngine(say);
  const peers: Readonly<Record<string, (sandbox: Sandbox) => Promise<Peer>>> = {
    ours: (sandbox) => ours(engine, sandbox, kind, count),
    OpenTofu: (sandbox) => tofu(tools, sandbox, count),
    fetch: (sandbox) => plain(sandbox, count),
  };
  const seconds = new Map<string, number[]>();
  const requests = new Map<string, number>();
  for (let round = 0; round < runs; round++) {
    const names = Object.entries(peers);
    for (const [name, begin] of [...names.slice(round % 3), ...names.slice(0, round % 3)]) {
      say(`${name} × ${count}, run ${round + 1} of ${runs}`);
      const sandbox = await startSandbox();
      kind.setUp(sandbox, count);
      const peer = await begin(sandbox);
      try {
        for (const step of steps) {
          const key = `${name} ${step}`;
          if (step === "detect") driftSome(kind, sandbox, count);
          const before = peer.requests();
          const begun = performance.now();
          await peer.steps[step]();
          seconds.set(key, [...(seconds.get(key) ?? []), (performance.now() - begun) / 1_000]);
          requests.set(key, peer.requests() - before);
          if (step === "create" || step === "correct") requireDeclared(kind, sandbox, count, key);
        }
      } finally {
        await peer.end();
        await sandbox.close();
      }
    }
  }
  const of = (name: string, step: Step) => median(seconds.get(`${name} ${step}`) ?? []);
  const rows = steps.map((step) => [
    step,
    ...Object.keys(peers).map((name) => `${of(name, step).toFixed(2)} (${requests.get(`${name} ${step}`)})`),
    (of("ours", step) / of("OpenTofu", step)).toFixed(2),
    (of("ours", step) / of("fetch", step)).toFixed(1),
  ]);
  const head = [
    `${count} HostUp contacts`,
    "ours, s (requests)",
    "OpenTofu",
    "fetch",
    "ours ÷ OpenTofu",
    "ours ÷ fetch",
  ];
  return [
    `${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores, Node ${process.versions.node}, no latency, medians of ${runs} runs.`,
    "",
    ...table(head, rows),
    "",
  ].join("\n");
}

/** Fast mode; drift is found by `drift`, which needs no engine, and corrected by `up --refresh`. */
async function ours(
  command: Awaited<ReturnType<typeof ensureEngine>>,
  sandbox: Sandbox,
  kind: Kind,
  count: number,
): Promise<Peer> {
  const program = async () => {
    for (let index = 0; index < count; index++) kind.declare(`subject-${index}`, index);
  };
  const stack = await EngineStack.create({ command, program, env: { ...sandbox.env, PULUMI_SKIP_CHECKPOINTS: "1" } });
  const { workDir } = stack.stack.workspace;
  // The sandbox has three systems more, whose lists nobody else here looks at.
  const others = Object.keys(sandbox.env).filter((name) => !name.startsWith("HOSTUP"));
  const environment = Object.entries({ ...process.env, ...stack.environment }).filter(
    ([name]) => !others.includes(name),
  );
  const options = { env: Object.fromEntries(environment), maxBuffer: 2 ** 28 };
  const drift = ["drift", "--stack", "dev", "--cwd", workDir, "--format", "json"];
  return {
    steps: {
      create: () => stack.up(),
      "no change": () => stack.up(),
      detect: async () =>
        requireDrift(
          driftedOf(count),
          await driftedIn(run(process.execPath, [join(__dirname, "..", "cli", "main.js"), ...drift], options)),
        ),
      correct: () => stack.up({ refresh: true }),
      destroy: () => stack.destroy(),
    },
    requests: () => sandbox.log.count(),
    end: () => stack.remove(),
  };
}

async function tofu(tools: string, sandbox: Sandbox, count: number): Promise<Peer> {
  const door = new FlatDoor(sandbox);
  const workspace = await Workspace.create(tools, await door.open(), count);
  return {
    steps: {
      create: () => workspace.apply(),
      "no change": () => workspace.apply(),
      detect: async () => {
        if ((await workspace.plan()) !== 2) throw new Error("OpenTofu found no drift");
      },
      correct: () => workspace.apply(),
      destroy: () => workspace.destroy(),
    },
    requests: () => door.requests,
    async end() {
      await workspace.remove();
      await door.close();
    },
  };
}

async function plain(sandbox: Sandbox, count: number): Promise<Peer> {
  const door = new FlatDoor(sandbox);
  const address = await door.open();
  const call = (what: "read" | "give" | "take", every = 1) =>
    run(process.execPath, [join(__dirname, "peers", "plainFetch.js"), address, what, String(every), String(count)]);
  return {
    steps: {
      create: () => call("give"),
      "no change": () => call("read"),
      detect: () => call("read"),
      correct: () => call("give", 10),
      destroy: () => call("take"),
    },
    requests: () => door.requests,
    end: () => door.close(),
  };
}
