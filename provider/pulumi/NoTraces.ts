import process from "node:process";

/** The resource that is being constructed. */
let underWay: NoTraces | undefined;

/**
 * Pulumi's SDK notes a stack trace, in words, for each of the four promises that it makes for each output (sdk/nodejs/runtime/debuggable.ts): two
 * thirds of what a resource with many outputs costs its program. They are shown only to whoever sets PULUMI_DEBUG_PROMISE_LEAKS. From
 * its first output until a resource is constructed, none is made. Transformations, which are code of the program, have run by then, and which
 * line of the program made the resource, the SDK has asked by then too.
 */
export class NoTraces {
  readonly #limit = Error.stackTraceLimit;

  constructor() {
    underWay = this;
  }

  /** An error that was thrown meanwhile, with the lines that it would have had from here on. */
  traced(error: unknown): unknown {
    this.end();
    if (error instanceof Error && !/^\s+at /m.test(error.stack ?? "")) Error.captureStackTrace(error);
    return error;
  }

  end(): void {
    underWay = undefined;
    Error.stackTraceLimit = this.#limit;
  }
}

/** To be told before each output is made. */
export function outputIsMade(): void {
  if (underWay !== undefined && !process.env.PULUMI_DEBUG_PROMISE_LEAKS) Error.stackTraceLimit = 0;
}
