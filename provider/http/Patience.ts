import { AsyncLocalStorage } from "node:async_hooks";

const ofThisTask = new AsyncLocalStorage<AbortSignal>();

/** Runs a task whose calls wait for nothing and are not repeated any more once the signal says so. What is on its way is let come to its end. */
export function whilePatient<Result>(signal: AbortSignal, task: () => Result): Result {
  return ofThisTask.run(signal, task);
}

/**
 * How long a call may take, and wait: for a pause that the server has asked for, and before it is sent again. Made for every call, of which
 * nearly all wait for nothing, so what only those need that wait is made when they do.
 */
export class Patience {
  readonly #task = ofThisTask.getStore();
  readonly #endsAt: number;
  readonly #tooLate: NodeJS.Timeout;
  #waits: AbortController | undefined;
  #isWaiting = false;
  #end: "too late" | "given up" | undefined;
  #stop: (() => void) | undefined;

  readonly #giveUp = () => {
    if (this.#isWaiting) this.#over("given up");
  };

  /** @param longest milliseconds that the call may take with all its repetitions and waits */
  constructor(longest: number) {
    this.#endsAt = Date.now() + longest;
    this.#tooLate = setTimeout(() => this.#over("too late"), longest).unref();
    this.#task?.addEventListener("abort", this.#giveUp);
  }

  /** What ends the call, once its time is over or nobody waits for it any more. */
  endsBy(stop: () => void): void {
    this.#stop = stop;
  }

  /** To be called when the call is over: the task may have thousands. */
  end(): void {
    clearTimeout(this.#tooLate);
    this.#task?.removeEventListener("abort", this.#giveUp);
  }

  /** When the call must have ended, in milliseconds since 1970. Where nobody waits any more, every wait is too long. */
  get endsAt(): number {
    return this.isOver ? 0 : this.#endsAt;
  }

  get isOver(): boolean {
    return this.#task?.aborted ?? false;
  }

  /** Why the call was ended before its time; nothing where it was not. */
  get cause(): "too late" | "given up" | undefined {
    return this.#end;
  }

  /** Ends what waits. */
  get signal(): AbortSignal {
    this.#waits ??= new AbortController();
    if (this.#end !== undefined) this.#waits.abort();
    return this.#waits.signal;
  }

  /** @returns whether it may */
  wait(): boolean {
    this.#isWaiting = true;
    return !this.isOver;
  }

  send(): void {
    this.#isWaiting = false;
  }

  #over(why: "too late" | "given up"): void {
    this.#end ??= why;
    this.#waits?.abort();
    this.#stop?.();
  }
}
