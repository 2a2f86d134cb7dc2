import { soak } from "../soak/soak.js";

test("some hundred operations under random faults end with access exactly as declared", async () => {
  const { problems, failed } = await soak(1, 300);
  expect(problems).toEqual([]);
  // Otherwise the faults would have hit nothing.
  expect(failed).toBeGreaterThan(20);
}, 120_000);
