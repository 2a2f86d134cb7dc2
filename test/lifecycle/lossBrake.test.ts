import type { GuardLimits } from "../../provider/contract/Context.js";
import { GuardRefusedError } from "../../provider/errors.js";
import { LossBrake } from "../../provider/lifecycle/LossBrake.js";
import { defineHandlers } from "../../provider/lifecycle/lifecycle.js";
import { failureOf } from "../support/failureOf.js";
import { FakeSystem, fakeDefinition } from "../support/fakeSystem.js";

const limits: GuardLimits = { maxPeople: 2, maxShare: 0.25, keep: [], people: 8 };

/** How many of so many may be taken from. */
function taken(brake: LossBrake, count: number, stored?: GuardLimits): number {
  for (let index = 0; index < count; index++) {
    try {
      brake.take(`default s${index}`, `s${index}`, stored);
    } catch (error) {
      expect(error).toBeInstanceOf(GuardRefusedError);
      return index;
    }
  }
  return count;
}

it("lets as many people lose everything as the limits allow, by what the state remembers where nobody is declared", () => {
  expect(taken(new LossBrake(), 8, limits)).toBe(2);
  expect(taken(new LossBrake(), 8)).toBe(8);
});

it("goes by the program's own limits where it declares somebody, and by none where the program has no guard", () => {
  const guarded = new LossBrake();
  guarded.declared("default x", { ...limits, maxPeople: 4 });
  expect(taken(guarded, 8, limits)).toBe(4);
  const unguarded = new LossBrake();
  unguarded.declared("default x", undefined);
  expect(taken(unguarded, 8, limits)).toBe(8);
});

it("lets exactly so many go as removing says", () => {
  const brake = new LossBrake();
  brake.declared("default x", { ...limits, removing: 5 });
  expect(taken(brake, 8)).toBe(5);
});

it("never takes from whom the guard keeps", () => {
  const brake = new LossBrake();
  expect(() => brake.take("default s1", "s1", { ...limits, keep: ["s1"] })).toThrow(GuardRefusedError);
});

it("counts a subject once, and holds nobody up whom the guard has judged, nor after it was taken away", () => {
  const brake = new LossBrake();
  for (let again = 0; again < 9; again++) brake.take("default s0", "s0", limits);
  brake.approve(["default s4", "default s5", "default s6"]);
  for (const who of ["s4", "s5", "s6"]) brake.take(`default ${who}`, who, limits);
  expect(() => brake.take("default s1", "s1", limits)).toThrow(GuardRefusedError);
  brake.release();
  expect(taken(brake, 8, limits)).toBe(8);
});

it("goes by the guard's own state where the resources are not told of it", () => {
  const brake = new LossBrake();
  brake.declared("default x", undefined);
  brake.remember(limits);
  expect(taken(brake, 8)).toBe(2);
});

it("can be switched off on purpose", () => {
  expect(taken(new LossBrake(() => true), 8, limits)).toBe(8);
});

describe("in the flow of every system", () => {
  const run = (system: FakeSystem, given: GuardLimits | undefined = { ...limits, maxPeople: 0, maxShare: 0 }) => {
    const brake = new LossBrake();
    const context = { config: () => undefined, notify: () => undefined, now: () => 0, brake };
    const handlers = defineHandlers(fakeDefinition(system), context);
    const check = (args: object, olds: object = {}) =>
      handlers.check({ subject: "anna", ...args }, { ...olds }, { name: "anna", mark: "1", limits: given }).inputs;
    return { handlers, check };
  };

  it("a destroy that would leave nothing is refused, by what the state remembers, and nothing is written", async () => {
    const system = new FakeSystem({ anna: [] });
    const { handlers, check } = run(system);
    const { id, outputs } = await handlers.create(check({ permissions: ["a"] }));
    const error = await failureOf(run(system, undefined).handlers.delete(outputs, id));
    expect(error).toBeInstanceOf(GuardRefusedError);
    expect(error.message).toMatch(/^anna \(fake subject anna\): nothing was taken away.* set removing: 1 or more/);
    expect(system.grantsOf("anna")).toEqual(["a"]);
  });

  it("a destroy that gives back what was there before is not", async () => {
    const system = new FakeSystem({ anna: ["z"] });
    const { handlers, check } = run(system);
    const { id, outputs } = await handlers.create(check({ permissions: ["a"], onDelete: "restore" }));
    await run(system, undefined).handlers.delete(outputs, id);
    expect(system.grantsOf("anna")).toEqual(["z"]);
  });

  it("an update that empties somebody is refused, and so is a new resource that gives nothing to who has something", async () => {
    const system = new FakeSystem({ anna: ["z"] });
    const { handlers, check } = run(system);
    expect(await failureOf(handlers.create(check({ permissions: [] })))).toBeInstanceOf(GuardRefusedError);
    expect(system.grantsOf("anna")).toEqual(["z"]);
    const { outputs } = await handlers.create(check({ permissions: ["a"] }));
    const error = await failureOf(handlers.update(outputs, check({ permissions: [] }, outputs)));
    expect(error.message).toContain("nothing was taken away");
    expect(system.grantsOf("anna")).toEqual(["a"]);
  });

  it("in a system that cannot be read what is declared counts as there", async () => {
    const system = new FakeSystem({ anna: [] });
    system.readable = false;
    const { handlers, check } = run(system);
    const { id, outputs } = await handlers.create(check({ permissions: ["a"] }));
    expect(await failureOf(run(system, undefined).handlers.delete(outputs, id))).toBeInstanceOf(GuardRefusedError);
    expect(system.grantsOf("anna")).toEqual(["a"]);
  });
});
