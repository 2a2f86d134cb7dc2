import { readdirSync, readFileSync } from "node:fs";

/** Largest resident sizes so far of this process and of the dynamic host below it, in MB. Linux only; elsewhere undefined. */
export class PeakMemory {
  #host = 0;
  #pid: number | undefined;
  readonly #timer = setInterval(() => this.#look(), 500);

  stop(): { readonly program: number | undefined; readonly host: number | undefined } {
    clearInterval(this.#timer);
    const program = peakOf(process.pid);
    return { program, host: this.#host === 0 ? undefined : this.#host };
  }

  #look(): void {
    // Looking through all processes costs time that is being measured: once for each host.
    const peak = this.#pid === undefined ? undefined : peakOf(this.#pid);
    if (peak === undefined) this.#pid = hostBelow(process.pid);
    else this.#host = Math.max(this.#host, peak);
  }
}

/** The process that runs the handlers, found among the descendants of `ancestor` by its command line. */
function hostBelow(ancestor: number): number | undefined {
  const parents = new Map<number, number>();
  try {
    for (const name of readdirSync("/proc")) {
      if (!/^\d+$/.test(name)) continue;
      const stat = read(`/proc/${name}/stat`);
      const parent = /\) \S (\d+)/.exec(stat)?.[1];
      if (parent !== undefined) parents.set(Number(name), Number(parent));
    }
  } catch {
    return undefined;
  }
  const isBelow = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent !== undefined && (parent === ancestor || isBelow(parent));
  };
  return [...parents.keys()].find(
    (pid) =>
      isBelow(pid) && /dynamic-provider/.test(read(`/proc/${pid}/cmdline`)) && /node/.test(read(`/proc/${pid}/comm`)),
  );
}

function peakOf(pid: number): number | undefined {
  const kilobytes = /VmHWM:\s+(\d+) kB/.exec(read(`/proc/${pid}/status`))?.[1];
  return kilobytes === undefined ? undefined : Math.round(Number(kilobytes) / 1_024);
}

/** A process may end between being listed and being looked at. */
function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
