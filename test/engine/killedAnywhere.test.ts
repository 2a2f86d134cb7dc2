import { expectRepaired } from "../support/expectRepaired.js";
import type { Kill } from "../support/killedRuns.js";

jest.setTimeout(180_000);

/** A sample; `npm run test:soak` kills at every write. */
const kills: readonly Kill[] = [
  { operation: "up", write: 9, afterEffect: false, checkpoints: false },
  { operation: "update", write: 3, afterEffect: true, checkpoints: false },
  { operation: "destroy", write: 4, afterEffect: true, checkpoints: false },
];

test.each(kills)(
  "$operation killed at write $write (took effect: $afterEffect, checkpoints: $checkpoints) is repaired by doing it again",
  expectRepaired,
);
