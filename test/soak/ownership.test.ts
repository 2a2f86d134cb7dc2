import { expectOwnership } from "../support/ownership/expectOwnership.js";

const seed = Number(process.env.SOAK_SEED ?? Date.now() % 1_000_000);
const sequences = Number(process.env.SOAK_SEQUENCES ?? 5_000);

test(`${sequences} random sequences of runs leave nobody without a declared grant and nobody with an undeclared one (SOAK_SEED=${seed})`, async () => {
  const { green, red, killed } = await expectOwnership(sequences, seed);
  expect(Math.min(green, red, killed)).toBeGreaterThan(sequences / 10);
}, 1_800_000);
