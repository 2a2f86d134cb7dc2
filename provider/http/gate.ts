/** Holds back all calls of a connection while the server has asked for a pause. */
export class Gate {
  #opensAt = 0;

  pause(milliseconds: number): void {
    this.#opensAt = Math.max(this.#opensAt, Date.now() + milliseconds);
  }

  async opened(): Promise<void> {
    for (let wait = this.#opensAt - Date.now(); wait > 0; wait = this.#opensAt - Date.now()) {
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}
