import { daySeed } from "../support/daySeed.js";

export interface FuzzSettings {
  readonly seed: number;
  readonly numRuns: number;
}

/** A few runs that differ from day to day; with FUZZ_SEED and FUZZ_RUNS others, and more of them. A failure prints its seed. */
export const fuzzSettings = settingsOr(daySeed, 5);

/** What the soak takes: other runs each time, and many. */
export const longFuzzSettings = settingsOr(Date.now() % 1_000_000, 200);

/** Settings with which the `index`-th of several properties draws other values than its neighbours. */
export function settingsOf(settings: FuzzSettings, index: number): FuzzSettings {
  return { ...settings, seed: settings.seed + index };
}

export const nameOfSettings = ({ seed, numRuns }: FuzzSettings): string => `FUZZ_SEED=${seed} FUZZ_RUNS=${numRuns}`;

function settingsOr(seed: number, numRuns: number): FuzzSettings {
  return { seed: Number(process.env.FUZZ_SEED ?? seed), numRuns: Number(process.env.FUZZ_RUNS ?? numRuns) };
}
