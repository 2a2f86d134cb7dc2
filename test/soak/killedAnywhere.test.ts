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
  Array.from({ length: writes }, (_, index) => index + 1).flatMap((write) => [
    ...[true, false].flatMap((afterEffect) =>
      [true, false].map((checkpoints) => ({ victim: "all" as const, operation, write, afterEffect, checkpoints })),
    ),
    { victim: "engine", operation, write, afterEffect: true, checkpoints: true },
    { victim: "engine", operation, write, afterEffect: false, checkpoints: false },
    { victim: "host", operation, write, afterEffect: true, checkpoints: false },
  ]),
);

test.each(kills)(
  "$victim killed at write $write of $operation (took effect: $afterEffect, checkpoints: $checkpoints) is repaired by doing $operation again",
  expectRepaired,
);
