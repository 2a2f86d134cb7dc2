import { execFile } from "node:child_process";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Ends every process that this one has started, children's children included, as a machine that loses its power would. */
export async function killDescendants(): Promise<void> {
  for (const pid of await descendants()) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It was a child that ended with its parent, or the `ps` itself.
    }
  }
}

async function descendants(): Promise<number[]> {
  const { stdout } = await run("ps", ["-A", "-o", "pid=,ppid="]);
  const pairs = stdout
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const found = new Set([process.pid]);
  for (let grew = true; grew; ) {
    const more = pairs.filter(([pid = 0, parent = 0]) => found.has(parent) && !found.has(pid));
    for (const [pid = 0] of more) found.add(pid);
    grew = more.length > 0;
  }
  found.delete(process.pid);
  return [...found];
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
