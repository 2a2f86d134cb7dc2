import { AsyncLocalStorage } from "node:async_hooks";

const ofThisTask = new AsyncLocalStorage<AbortSignal>();

/** Runs a task whose calls wait for nothing and are not repeated any more once the signal says so. What is on its way is let come to its end. */
export function whilePatient<Result>(signal: AbortSignal, task: () => Result): Result {
  return ofThisTask.run(signal, task);
}

/** How long a call may wait: for a pause that the server has asked for, and before it is sent again. */
export class Patience {
  readonly #task = ofThisTask.getStore();
  readonly #waits = new AbortController();
  #isWaiting = false;

  readonly #giveUp = () => {
    if (this.#isWaiting) this.#waits.abort();
  };

  constructor() {
    this.#task?.addEventListener("abort", this.#giveUp);
  }

  /** To be called when the call is over: the task may have thousands. */
  end(): void {
    this.#task?.removeEventListener("abort", this.#giveUp);
  }

  get isOver(): boolean {
    return this.#task?.aborted ?? false;
  }

  /** Ends what waits. */
  get signal(): AbortSignal {
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
}
