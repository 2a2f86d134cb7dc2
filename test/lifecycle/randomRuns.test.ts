import { fuzzSettings } from "../fuzz/settings.js";
import { expectOwnership } from "../support/ownership/expectOwnership.js";

const { seed } = fuzzSettings;

// Other runs each day; `npm run test:soak` plays thousands.
test(`nobody loses a declared grant and nobody keeps an undeclared one, whatever is done to their resources (FUZZ_SEED=${seed})`, async () => {
  const { green, red, killed } = await expectOwnership(350, seed);
  expect(Math.min(green, red, killed)).toBeGreaterThan(25);
}, 60_000);
