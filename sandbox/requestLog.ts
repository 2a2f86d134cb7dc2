/** A request that reached the sandbox. */
export interface LoggedRequest {
  /** Which API: `hostup`, `spanel`, `vms`, `bakeronline`, or the accounts server beside it. */
  readonly system: string;
  /** HTTP method. */
  readonly method: string;
  /** Path with query. */
  readonly path: string;
  /** Header `User-Agent`. */
  readonly userAgent: string;
  /** What tells calls apart that share a path, such as SPanel's `action`; otherwise empty. */
  call: string;
  /** Whether it changes nothing; in some APIs such calls are POSTs too. */
  reads: boolean;
  /** Parsed body, as the emulated API understood it. */
  body: unknown;
  /** Undefined until answered, and for ever where a fault cut the connection. */
  status: number | undefined;
}

/** Every request that reached the sandbox, in order of arrival. */
export class RequestLog {
  /** Those since the start, or the last {@link clear}. */
  readonly requests: LoggedRequest[] = [];
  /** Is called when a request arrives, before it has any effect: the moment to look at what the earlier ones did. */
  onArrival: (() => void) | undefined;

  /** @internal */
  add(request: LoggedRequest): void {
    this.requests.push(request);
    this.onArrival?.();
  }

  /** How many requests of a method, or of all methods, came since the last {@link clear}. */
  count(method?: string): number {
    return this.requests.filter((request) => method === undefined || request.method === method).length;
  }

  /** Requests that change something. */
  writes(): LoggedRequest[] {
    return this.requests.filter(({ reads }) => !reads);
  }

  /** Forgets all requests. */
  clear(): void {
    this.requests.length = 0;
  }
}
