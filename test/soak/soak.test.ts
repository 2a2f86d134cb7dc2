import { repeatAtOnce } from "../support/repeatAtOnce.js";
import { progressOf } from "./progress.js";
import { soak } from "./soak.js";

repeatAtOnce();

const seed = Number(process.env.SOAK_SEED ?? Date.now() % 1_000_000);
const operations = Number(process.env.SOAK_OPERATIONS ?? 5_000);

test(`${operations} operations under random faults end with access exactly as declared (SOAK_SEED=${seed})`, async () => {
  const { problems, failed, writes } = await soak(seed, operations, {
    tell: progressOf("operations under random faults", 3),
  });
  expect(problems).toEqual([]);
  // Otherwise little would have been done, and little would have gone wrong.
  expect(failed).toBeGreaterThan(operations / 20);
  expect(writes).toBeGreaterThan(operations / 4);
}, 1_800_000);
