/** What a read showed, and how often it is still to be shown. */
interface Shown {
  readonly status: number;
  readonly text: string;
  left: number;
}

/** An API whose reads may be older than its writes. */
export class LateReads {
  /** How often each read, after a write, still shows what it showed before it. Default: 0. */
  times = 0;
  readonly #shown = new Map<string, Shown>();

  /** @internal What a read is to show instead of the truth. */
  take(key: string): { readonly status: number; readonly text: string } | undefined {
    const shown = this.#shown.get(key);
    if (this.times === 0 || shown === undefined || shown.left === 0) return undefined;
    shown.left -= 1;
    return shown;
  }

  /** @internal */
  showed(key: string, status: number, text: string): void {
    this.#shown.set(key, { status, text, left: 0 });
  }

  /** @internal After a write, all reads of its system are late. */
  wrote(system: string): void {
    for (const [key, shown] of this.#shown) if (key.startsWith(`${system} `)) shown.left = this.times;
  }
}
