import { fuzzSettings } from "../fuzz/settings.js";
import { expectOwnership } from "../support/ownership/expectOwnership.js";

test("nobody loses a declared grant and nobody keeps an undeclared one, whatever is done to their resources", async () => {
  const { green, red, killed } = await expectOwnership(fuzzSettings.numRuns * 20, fuzzSettings.seed);
  expect(Math.min(green, red, killed)).toBeGreaterThan(50);
}, 60_000);
