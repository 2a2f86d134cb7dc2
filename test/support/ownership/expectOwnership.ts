import fc from "fast-check";
import { commands } from "./commands.js";
import { handlersStage } from "./handlersStage.js";
import { OwnershipWorld } from "./OwnershipWorld.js";

/** How many runs ended how. */
export type Endings = OwnershipWorld["endings"];

/**
 * Random sequences of what may be done to a stack; after each, a look at live access and nothing that goes wrong set all to rights.
 *
 * @returns how many runs ended how: otherwise nobody would notice that little happened
 */
export async function expectOwnership(sequences: number, seed: number): Promise<Endings> {
  const endings = { green: 0, red: 0, killed: 0 };
  const some = fc.commands([...commands], { maxCommands: 24, size: "max" });
  const property = fc.asyncProperty(fc.boolean(), some, async (readable, steps) => {
    const world = new OwnershipWorld(handlersStage(readable));
    await fc.asyncModelRun(() => ({ model: {}, real: world }), steps);
    await world.settle();
    endings.green += world.endings.green;
    endings.red += world.endings.red;
    endings.killed += world.endings.killed;
  });
  await fc.assert(property, { numRuns: sequences, seed });
  return endings;
}
