import { setTimeout as sleep } from "node:timers/promises";

/** Code of the error for a call that would wait in vain. */
export const pauseCode = "ERR_PAUSE_TOO_LONG";

/** The server asked for a pause that ends after the call must. */
class PauseTooLongError extends Error {
  readonly code = pauseCode;
}

/** The longest wait that a timer takes: with more it would not wait at all. */
const longestWait = 2 ** 31 - 1;

/** Holds back all calls of a connection while the server has asked for a pause. */
export class Gate {
  #opensAt = 0;

  pause(milliseconds: number): void {
    this.#opensAt = Math.max(this.#opensAt, Date.now() + milliseconds);
  }

  /**
   * Waits until the pause is over.
   *
   * @param call by when it must have ended, in milliseconds since 1970: waiting longer would be in vain; and what ends its wait
   */
  async opened(call: { readonly endsAt: number; readonly signal: AbortSignal }): Promise<void> {
    for (let wait = this.#remaining(); wait > 0; wait = this.#remaining()) {
      if (this.#opensAt > call.endsAt) {
        throw new PauseTooLongError(`has asked for a pause that lasts ${Math.ceil(wait / 1000)} s more`);
      }
      await sleep(Math.min(wait, longestWait), undefined, { signal: call.signal });
    }
  }

  #remaining(): number {
    return Math.max(0, this.#opensAt - Date.now());
  }
}
