import { join } from "node:path";
import type { PulumiFn } from "@pulumi/pulumi/automation/index.js";

/** An example as an inline program. It is evaluated anew at each run, as `pulumi` does with a program on disk. */
export function loadProgram(example: string): PulumiFn {
  const file = join(__dirname, "..", "examples", example, "index.js");
  return async () => {
    delete require.cache[file];
    return require(file);
  };
}
