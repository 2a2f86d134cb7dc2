import { expectRepaired } from "../support/expectRepaired.js";
import type { Kill } from "../support/killedRuns.js";

jest.setTimeout(180_000);

/** A sample; `npm run test:soak` kills at every write. */
const kills: readonly Kill[] = [
  { victim: "all", operation: "up", write: 9, afterEffect: false, checkpoints: false },
  { victim: "engine", operation: "up", write: 5, afterEffect: true, checkpoints: true },
  { victim: "host", operation: "update", write: 3, afterEffect: true, checkpoints: true },
  { victim: "all", operation: "destroy", write: 4, afterEffect: true, checkpoints: false },
];

test.each(kills)(
  "$victim killed at write $write of $operation (took effect: $afterEffect, checkpoints: $checkpoints) is repaired by doing $operation again",
  expectRepaired,
);
