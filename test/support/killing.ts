import { execFile } from "node:child_process";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Who is killed: the engine, the host that runs the handlers, or everything at once, as where a machine loses its power. */
export type Victim = "all" | "engine" | "host";

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

const isVictim: Readonly<Record<Victim, (command: string) => boolean>> = {
  all: () => true,
  engine: (command) => /\/pulumi (up|destroy) /.test(command),
  host: (command) => /dynamic-provider|pulumi-resource-permissions/.test(command),
};

/**
 * Kills what this process has started, children's children included, and waits until the host has ended: it must not go on without
 * the engine.
 *
 * @throws Error when there is no such process
 */
export async function kill(victim: Victim, signal: "SIGKILL" | "SIGINT" = "SIGKILL"): Promise<void> {
  const started = await descendants();
  const victims = started.filter(({ command }) => isVictim[victim](command));
  if (victims.length === 0) throw new Error(`there is no ${victim} to be killed`);
  for (const { pid } of victims) send(pid, signal);
  const hosts = new Set(started.filter(({ command }) => isVictim.host(command)).map(({ pid }) => pid));
  const isRunning = ({ pid, command }: Process) => hosts.has(pid) && isVictim.host(command);
  while (signal === "SIGKILL" && (await processes()).some(isRunning)) await setTimeout(20);
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It was a child that ended with its parent, or the `ps` itself.
  }
}

async function processes(): Promise<readonly Process[]> {
  const { stdout } = await run("ps", ["-A", "-o", "pid=,ppid=,args="]);
  return stdout.split("\n").flatMap((line) => {
    const [, pid, parent, command = ""] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), command }];
  });
}

async function descendants(): Promise<readonly Process[]> {
  const all = await processes();
  const found = new Set([process.pid]);
  for (let size = 0; size < found.size; ) {
    size = found.size;
    for (const { pid, parent } of all) if (found.has(parent)) found.add(pid);
  }
  return all.filter(({ pid }) => pid !== process.pid && found.has(pid));
}

/**
 * Waits until something is so that a run in another process brings about.
 *
 * @throws Error when the run has ended and it is not so
 */
export async function until(isSo: () => boolean, running: Promise<unknown>): Promise<void> {
  let ended = false;
  const end = () => {
    ended = true;
  };
  running.then(end, end);
  while (!isSo()) {
    if (ended) throw new Error(`the run has ended before what was waited for: ${await running}`);
    await setTimeout(20);
  }
}
