/** Holds back all calls of a connection while the server has asked for a pause. */
export class Gate {
  #opensAt = 0;

  pause(milliseconds: number): void {
    this.#opensAt = Math.max(this.#opensAt, Date.now() + milliseconds);
  }

  /** Milliseconds until it opens. */
  remaining(): number {
    return Math.max(0, this.#opensAt - Date.now());
  }

  async opened(): Promise<void> {
    for (let wait = this.remaining(); wait > 0; wait = this.remaining()) {
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}
