import type { Kill } from "./killedRuns.js";

/** How many writes each operation makes over the eight subjects. */
const operations = [
  { operation: "up", writes: 9 },
  { operation: "update", writes: 8 },
  { operation: "destroy", writes: 8 },
] as const;

const dynamicKills: readonly Kill[] = operations.flatMap(({ operation, writes }) =>
  Array.from({ length: writes }, (_, index) => index + 1).flatMap((write) => [
    ...[true, false].flatMap((afterEffect) =>
      [true, false].map((checkpoints) => ({
        shell: "dynamic" as const,
        victim: "all" as const,
        operation,
        write,
        afterEffect,
        checkpoints,
      })),
    ),
    { shell: "dynamic", victim: "engine", operation, write, afterEffect: true, checkpoints: true } as const,
    { shell: "dynamic", victim: "engine", operation, write, afterEffect: false, checkpoints: false } as const,
    { shell: "dynamic", victim: "host", operation, write, afterEffect: true, checkpoints: false } as const,
  ]),
);

/** Every point at which `npm run test:soak` kills a run; of the native plugin each fifth, because the handlers are the same. */
export const kills: readonly Kill[] = [
  ...dynamicKills,
  ...dynamicKills.filter((_kill, index) => index % 5 === 0).map((kill) => ({ ...kill, shell: "native" as const })),
];

/** The name of a test of one of them. */
export const killWords =
  "$shell: $victim killed at write $write of $operation (took effect: $afterEffect, checkpoints: $checkpoints) is repaired by doing $operation again";
