/** Something that goes wrong with a request. */
export interface Fault {
  /** Which requests; what is left out matches all. */
  readonly system?: string;
  readonly method?: string;
  /** Part of the path. */
  readonly path?: string;
  /** SPanel's `action`, whole. */
  readonly call?: string;
  /** How many matching requests it hits. Default: 1. */
  readonly times?: number;
  /**
   * - `status`: answer with `status` (and `retryAfter`, `body`)
   * - `reset`: cut the connection
   * - `hang`: never answer
   * - `truncate`: announce the whole answer, send half of it, cut the connection
   * - `html`, `empty`: status 200 with a web page, or with nothing
   */
  readonly kind: "status" | "reset" | "hang" | "truncate" | "html" | "empty";
  readonly status?: number;
  /** Value of a Retry-After header: seconds, or a date. */
  readonly retryAfter?: number | string;
  readonly body?: unknown;
  /** Whether the request takes effect before it goes wrong. `truncate` always does. Default: false. */
  readonly afterEffect?: boolean;
}

/** The faults that wait for their requests. */
export class Faults {
  readonly #waiting: { fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    this.#waiting.push({ fault, left: fault.times ?? 1 });
  }

  clear(): void {
    this.#waiting.length = 0;
  }

  /** @internal The fault for a request, if there is one; it counts as used. */
  take(request: {
    readonly system: string;
    readonly method: string;
    readonly path: string;
    readonly call: string;
  }): Fault | undefined {
    const entry = this.#waiting.find(
      ({ fault, left }) =>
        left > 0 &&
        (fault.system ?? request.system) === request.system &&
        (fault.method ?? request.method) === request.method &&
        (fault.call ?? request.call) === request.call &&
        request.path.includes(fault.path ?? ""),
    );
    if (entry === undefined) return undefined;
    entry.left -= 1;
    return entry.fault;
  }
}
