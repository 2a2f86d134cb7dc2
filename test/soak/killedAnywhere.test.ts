import { expectRepaired } from "../support/expectRepaired.js";
import type { Kill } from "../support/killedRuns.js";

jest.setTimeout(180_000);

/** How many writes each operation makes over the eight subjects. */
const operations = [
  { operation: "up", writes: 9 },
  { operation: "update", writes: 8 },
  { operation: "destroy", writes: 8 },
] as const;

const kills: readonly Kill[] = operations.flatMap(({ operation, writes }) =>
  Array.from({ length: writes }, (_, index) => index + 1).flatMap((write) =>
    [true, false].flatMap((afterEffect) =>
      [true, false].map((checkpoints) => ({ operation, write, afterEffect, checkpoints })),
    ),
  ),
);

test.each(kills)(
  "$operation killed at write $write (took effect: $afterEffect, checkpoints: $checkpoints) is repaired by doing it again",
  expectRepaired,
);
