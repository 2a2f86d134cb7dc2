import type { ConfigSource, Context } from "../../provider/contract/Context.js";
import { harmless } from "../../provider/pulumi/harmless.js";

/** The warnings of a command's run, for standard error, each of them once. What the handlers only remark is in the report. */
export class Warnings {
  readonly #told = new Set<string>();

  add(message: string): void {
    this.#told.add(message);
  }

  /** What the handlers need, with their warnings kept here. */
  context(config: ConfigSource): Context {
    return {
      config,
      now: Date.now,
      notify: (severity, message) => {
        if (severity === "warning") this.add(message);
      },
    };
  }

  /** @param mask takes out what the stack keeps secret */
  print(mask: (text: string) => string): void {
    for (const message of this.#told) process.stderr.write(`warning: ${harmless(mask(message))}\n`);
  }
}
