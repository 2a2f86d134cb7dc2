/** The same numbers each time; with FUZZ_SEED and FUZZ_RUNS others, and more of them. A failure prints its seed. */
export const fuzzSettings = {
  seed: Number(process.env.FUZZ_SEED ?? 1),
  numRuns: Number(process.env.FUZZ_RUNS ?? 15),
};
