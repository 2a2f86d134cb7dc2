import { fstatSync } from "node:fs";
import process from "node:process";

let isArmed = false;

/**
 * Ends this process, if it is Pulumi's dynamic host, as soon as the engine is gone. A killed engine leaves the host behind, which
 * would go on with its calls and their repetitions for minutes: what the killed run wanted could be written over what the next one
 * wrote. The host's standard input is a pipe that the engine holds and never writes to; it ends with the engine, and not before.
 * Source: sdk/go/common/resource/plugin/plugin.go of pulumi/pulumi.
 */
export function endWithEngine(): void {
  if (isArmed || !isDynamicHost() || !fstatSync(0).isFIFO()) return;
  isArmed = true;
  process.stdin.once("end", () => process.exit(1)).resume();
  process.stdin.unref();
}

/** A host that somebody started by hand, to look at it with a debugger, has a terminal or nothing as its input. */
function isDynamicHost(): boolean {
  return /[\\/]dynamic-provider[\\/]/.test(process.argv[1] ?? "");
}
