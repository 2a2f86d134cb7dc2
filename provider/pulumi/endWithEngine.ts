import { fstatSync } from "node:fs";
import process from "node:process";
import { allFinished } from "../connections/unfinishedWork.js";

let isArmed = false;

/**
 * Ends this process, if the engine has started it, as soon as the engine is gone. A killed engine leaves the host behind, which
 * would go on with its calls and their repetitions for minutes: what the killed run wanted could be written over what the next one
 * wrote. The host's standard input is a pipe that the engine holds and never writes to; it ends with the engine, and not before.
 * Source: sdk/go/common/resource/plugin/plugin.go of pulumi/pulumi.
 *
 * @param isOurs whether this process serves the engine. Default: whether it is Pulumi's dynamic host
 */
export function endWithEngine(isOurs = isDynamicHost()): void {
  if (isArmed || !isOurs || !isPipe(0)) return;
  isArmed = true;
  process.stdin.once("end", end).resume();
  process.stdin.unref();
}

async function end(): Promise<void> {
  await allFinished();
  process.exit(1);
}

/** Whether this process is Pulumi's own host of dynamic providers. */
export function isDynamicHost(): boolean {
  return /[\\/]dynamic-provider[\\/]/.test(process.argv[1] ?? "");
}

/** A host that somebody started by hand, to look at it with a debugger, has a terminal or nothing as its input. */
function isPipe(descriptor: number): boolean {
  try {
    // Not the plain kind: Node keeps that one's last result, and takes the next module's path for a pipe (seen with 20.20: the module
    // was then not found through a link).
    return fstatSync(descriptor, { bigint: true }).isFIFO();
  } catch {
    return false;
  }
}
