import { defineHandlers } from "../../../provider/lifecycle/lifecycle.js";
import type { Stage } from "./OwnershipWorld.js";
import { PeopleSystem, people } from "./PeopleSystem.js";
import { type Ending, SimulatedEngine } from "./SimulatedEngine.js";

/** The handlers, called as the engine calls them, over a system in memory. */
export function handlersStage(readable: boolean): Stage {
  const system = new PeopleSystem(readable);
  let clock = Date.parse("2026-01-01T00:00:00Z");
  const now = () => {
    clock += 1_000;
    return clock;
  };
  let engine = new SimulatedEngine((say) => {
    const notify = (_severity: string, message: string) => say(message);
    return defineHandlers(system.definition, { config: () => undefined, notify, now });
  });
  return {
    readable,
    get engine() {
      return engine;
    },
    titlesOf: (person) =>
      people.flatMap((name, index) => (name === person ? [`person ${name}`, `person #${index + 1}`] : [])),
    grantsOf: (person) => system.grantsOf(person),
    drift(person, grant, isGiven) {
      const own = system.live.get(person);
      if (isGiven) own?.add(grant);
      else own?.delete(grant);
    },
    async run(mishaps, run): Promise<Ending | "killed"> {
      system.mishaps.splice(0, Number.POSITIVE_INFINITY, ...mishaps);
      const ending = await Promise.race([run(), system.nextDeath()]);
      system.mishaps.length = 0;
      if (ending === "killed") engine = engine.successor();
      return ending;
    },
  };
}
