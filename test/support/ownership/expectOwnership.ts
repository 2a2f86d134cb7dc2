import fc from "fast-check";
import { commands } from "./commands.js";
import { OwnershipWorld } from "./OwnershipWorld.js";

/** Random sequences of what may be done to a stack; after each, a look at live access and nothing that goes wrong set all to rights. */
export async function expectOwnership({
  sequences,
  seed,
}: {
  readonly sequences: number;
  readonly seed?: number;
}): Promise<void> {
  const property = fc.asyncProperty(
    fc.boolean(),
    fc.commands([...commands], { maxCommands: 24, size: "max" }),
    async (readable, steps) => {
      const world = new OwnershipWorld(readable);
      await fc.asyncModelRun(() => ({ model: {}, real: world }), steps);
      await world.settle();
    },
  );
  await fc.assert(property, { numRuns: sequences, ...(seed === undefined ? {} : { seed }), endOnFailure: false });
}
