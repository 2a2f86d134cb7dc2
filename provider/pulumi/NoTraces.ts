import process from "node:process";
import * as pulumi from "@pulumi/pulumi";

/**
 * Pulumi's SDK notes a stack trace, in words, for each of the four promises that it makes for each output (sdk/nodejs/runtime/debuggable.ts): two
 * thirds of what a resource with many outputs costs its program. They are shown only to whoever sets PULUMI_DEBUG_PROMISE_LEAKS. As long
 * as this lasts, none is made. Which line of the program made a resource is not lost: there the SDK asks for a trace by itself.
 */
export class NoTraces {
  readonly #limit = Error.stackTraceLimit;

  constructor(opts: pulumi.CustomResourceOptions = {}) {
    if (process.env.PULUMI_DEBUG_PROMISE_LEAKS || isTransformed(opts)) return;
    Error.stackTraceLimit = 0;
  }

  /** An error that was thrown meanwhile, with the lines that it would have had from here on. */
  traced(error: unknown): unknown {
    this.end();
    if (error instanceof Error && !/^\s+at /m.test(error.stack ?? "")) Error.captureStackTrace(error);
    return error;
  }

  end(): void {
    Error.stackTraceLimit = this.#limit;
  }
}

/** Whether code of the program runs while the resource is made: an error of that has to show its lines. */
function isTransformed({ transformations = [], parent }: pulumi.CustomResourceOptions): boolean {
  const inherited: unknown = Reflect.get(parent ?? pulumi.runtime.getStackResource() ?? {}, "__transformations");
  return transformations.length > 0 || !Array.isArray(inherited) || inherited.length > 0;
}
