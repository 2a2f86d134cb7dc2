import { engineStage } from "../support/ownership/engineStage.js";
import { expectOwnership } from "../support/ownership/expectOwnership.js";

const seed = Number(process.env.SOAK_SEED ?? Date.now() % 1_000_000);
const sequences = Number(process.env.SOAK_ENGINE_SEQUENCES ?? 50);

test(`${sequences} random sequences of runs of the real engine do so too (SOAK_SEED=${seed})`, async () => {
  const { green, red } = await expectOwnership(sequences, seed, engineStage, 10);
  expect(green).toBeGreaterThan(sequences);
  expect(red).toBeGreaterThan(sequences / 10);
}, 3_600_000);
