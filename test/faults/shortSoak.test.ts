import { soak } from "../soak/soak.js";
import { daySeed } from "../support/daySeed.js";
import { repeatAtOnce } from "../support/repeatAtOnce.js";

repeatAtOnce();

test(`some hundred operations under random faults end with access exactly as declared (TEST_SEED=${daySeed})`, async () => {
  const { problems, failed } = await soak(daySeed, 300, { hangs: false });
  expect(problems).toEqual([]);
  // Otherwise the faults would have hit nothing.
  expect(failed).toBeGreaterThan(20);
}, 120_000);
