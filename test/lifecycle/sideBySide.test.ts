import { defineHandlers } from "../../provider/lifecycle/lifecycle.js";
import { PeopleSystem } from "../support/ownership/PeopleSystem.js";

const named = { who: "ada", permissions: ["a"] };

/** As two runs: in the first somebody is named in one way. */
async function begun(system: PeopleSystem) {
  const first = newRun(system);
  return first.create(first.check(named).inputs);
}

function newRun(system: PeopleSystem, now = Date.now) {
  return defineHandlers(system.definition, { config: () => undefined, notify: () => undefined, now });
}

test.each([
  ["before", 0],
  ["while", 1],
  ["after", 40],
])("somebody keeps their access %s a delete in other words goes on beside the create", async (_when, turns) => {
  const system = new PeopleSystem(true);
  const { id, outputs } = await begun(system);
  const run = newRun(system);
  // A resource with the option deleteBeforeReplace moves on to somebody else: its old subject goes while a new resource takes it over.
  const gone = run.delete(outputs, id);
  for (let turn = 0; turn < turns; turn++) await Promise.resolve();
  const made = run.create(run.check({ who: "#1", permissions: ["a"] }, {}, { name: "b", mark: "b" }).inputs);
  await Promise.all([gone, made]);
  expect(system.grantsOf("ada")).toEqual(["a"]);
});

test.each([0, 2, 4, 6, 8, 10, 12, 14, 18, 25])(
  "somebody keeps their access where a delete in other words comes %s turns after the create has begun",
  async (turns) => {
    const system = new PeopleSystem(true);
    const { id, outputs } = await begun(system);
    let now = Date.now();
    const run = newRun(system, () => ++now);
    const made = run.create(run.check({ who: "#1", permissions: ["a"] }, {}, { name: "b", mark: "b" }).inputs);
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    // What the engine gets to know of a refusal does no harm: nothing was taken away.
    await Promise.all([made, run.delete(outputs, id).catch(() => undefined)]);
    expect(system.grantsOf("ada")).toEqual(["a"]);
  },
);
