import process from "node:process";

/** The resource that is being constructed. */
let underWay: NoTraces | undefined;

/**
 * Pulumi's SDK notes a stack trace, in words, for each of the four promises that it makes for each output (sdk/nodejs/runtime/debuggable.ts): two
 * thirds of what a resource with many outputs costs its program. They are shown only to whoever sets PULUMI_DEBUG_PROMISE_LEAKS. None is
 * made from the first output to the last: transformations, which are code of the program, have run before, and afterwards the SDK notes
 * which line of the program made the resource, for what may go wrong later (runtime/resource.ts).
 */
export class NoTraces {
  readonly #last: string | undefined;
  #limit: number | undefined;
  #isOver = Boolean(process.env.PULUMI_DEBUG_PROMISE_LEAKS);

  /** @param outputs names, in their order */
  constructor(outputs: readonly string[]) {
    this.#last = outputs.at(-1);
    underWay = this;
  }

  /** To be told before each output is made. */
  before(output: PropertyKey): void {
    if (output === this.#last) this.#isOver = true;
    if (this.#isOver) this.#restore();
    else if (this.#limit === undefined) {
      this.#limit = Error.stackTraceLimit;
      Error.stackTraceLimit = 0;
    }
  }

  /** An error that was thrown meanwhile, with the lines that it would have had from here on. */
  traced(error: unknown): unknown {
    this.end();
    if (error instanceof Error && !/^\s+at /m.test(error.stack ?? "")) Error.captureStackTrace(error);
    return error;
  }

  end(): void {
    underWay = undefined;
    this.#restore();
  }

  #restore(): void {
    if (this.#limit !== undefined) Error.stackTraceLimit = this.#limit;
    this.#limit = undefined;
  }
}

/** To be told that somebody asks a resource for a property that it does not have, as the SDK does before it makes an output. */
export function outputIsMissing(output: PropertyKey): void {
  underWay?.before(output);
}
