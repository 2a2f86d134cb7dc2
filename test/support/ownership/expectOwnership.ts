import fc from "fast-check";
import { commands } from "./commands.js";
import { handlersStage } from "./handlersStage.js";
import { OwnershipWorld, type Stage } from "./OwnershipWorld.js";

/** How many runs ended how. */
export type Endings = OwnershipWorld["endings"];

/**
 * Random sequences of what may be done to a stack; after each, a look at live access and nothing that goes wrong set all to rights.
 *
 * @returns how many runs ended how: otherwise nobody would notice that little happened
 */
export async function expectOwnership(
  sequences: number,
  seed: number,
  stageOf: (readable: boolean) => Promise<Stage & { end?(): Promise<void> }> = async (readable) =>
    handlersStage(readable),
  maxCommands = 24,
): Promise<Endings> {
  const endings = { green: 0, red: 0, killed: 0 };
  const some = fc.commands([...commands], { maxCommands, size: "max" });
  const property = fc.asyncProperty(fc.boolean(), some, async (readable, steps) => {
    const stage = await stageOf(readable);
    try {
      const world = new OwnershipWorld(stage);
      await fc.asyncModelRun(() => ({ model: {}, real: world }), steps);
      await world.settle();
      endings.green += world.endings.green;
      endings.red += world.endings.red;
      endings.killed += world.endings.killed;
    } finally {
      await stage.end?.();
    }
  });
  // With the real engine each sequence takes seconds: a failure is told as it was found.
  await fc.assert(property, { numRuns: sequences, seed, endOnFailure: maxCommands < 24 });
  return endings;
}
