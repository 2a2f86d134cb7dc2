/** What the client is about to get. */
export interface SentAnswer {
  /** HTTP status. */
  readonly status: number;
  /** Headers by name in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body, as text. */
  readonly text: string;
}

/** Something that goes wrong with a request. */
export interface Fault {
  /** Which requests; what is left out matches all. */
  readonly system?: string;
  /** HTTP method. */
  readonly method?: string;
  /** Part of the path. */
  readonly path?: string;
  /** SPanel's `action`, whole. */
  readonly call?: string;
  /** Only those that change nothing, or only those that change something. */
  readonly reads?: boolean;
  /** How many matching requests pass unharmed before the first one is hit. Default: 0. */
  readonly skip?: number;
  /** How many matching requests it hits. Default: 1. */
  readonly times?: number;
  /**
   * - `status`: answer with `status` (and `retryAfter`, `body`)
   * - `reset`: cut the connection
   * - `hang`: never answer
   * - `truncate`: announce the whole answer, send half of it, cut the connection
   * - `html`, `empty`: status 200 with a web page, or with nothing
   * - `rewrite`: answer with what `rewrite` makes of the true answer
   */
  readonly kind: "status" | "reset" | "hang" | "truncate" | "html" | "empty" | "rewrite";
  /** Ends a `hang`: when it is settled, the connection is cut. Default: never. */
  readonly until?: Promise<unknown>;
  /** Status of the answer, for `status`. */
  readonly status?: number;
  /** Value of a Retry-After header: seconds, or a date. */
  readonly retryAfter?: number | string;
  /** Where it stands: in that header (default), or only in the body, as a text, as HostUp's pages show it. */
  readonly retryAfterIn?: "header" | "body";
  /** JSON of the answer, for `status`. */
  readonly body?: unknown;
  /** Makes another answer of the true one, for `rewrite`. */
  readonly rewrite?: (answer: SentAnswer) => SentAnswer;
  /** Whether the request takes effect before it goes wrong. With `truncate` and `rewrite` it always does. Default: false. */
  readonly afterEffect?: boolean;
}

/** The faults that wait for their requests. */
export class Faults {
  readonly #waiting: { fault: Fault; passes: number; left: number }[] = [];

  /** Has the next matching requests go wrong. */
  add(fault: Fault): void {
    this.#waiting.push({ fault, passes: fault.skip ?? 0, left: fault.times ?? 1 });
  }

  /** Whether every fault has hit all that it was to hit. */
  get areSpent(): boolean {
    return this.#waiting.every(({ left }) => left === 0);
  }

  /** Takes all faults back. */
  clear(): void {
    this.#waiting.length = 0;
  }

  /** @internal The fault for a request, if there is one; it counts as used. */
  take(request: {
    readonly system: string;
    readonly method: string;
    readonly path: string;
    readonly call: string;
    readonly reads: boolean;
  }): Fault | undefined {
    const matching = this.#waiting.filter(
      ({ fault, left }) =>
        left > 0 &&
        (fault.system ?? request.system) === request.system &&
        (fault.method ?? request.method) === request.method &&
        (fault.call ?? request.call) === request.call &&
        (fault.reads ?? request.reads) === request.reads &&
        request.path.includes(fault.path ?? ""),
    );
    const due = matching.find(({ passes }) => passes === 0);
    for (const entry of matching) if (entry.passes > 0) entry.passes -= 1;
    if (due !== undefined) due.left -= 1;
    return due?.fault;
  }
}
