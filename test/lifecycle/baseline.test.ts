import { FakeSystem, runFake } from "../support/fakeSystem.js";

const subject = "anna";
const hour = 3_600_000;

describe("the access before the first write", () => {
  it("that was revoked comes back, though the program keeps what it does not list since", async () => {
    const system = new FakeSystem({ anna: ["z"] });
    const run = runFake(system);
    const first = await run.create({ subject, permissions: ["a"] });
    const keep = { subject, permissions: ["a"], unlisted: "keep", onDelete: "restore" };
    const { inputs } = run.handlers.check(keep);
    const second = await run.handlers.update(first.outputs, inputs);
    const third = await run.handlers.update(second.outputs, run.handlers.check({ ...keep, permissions: ["b"] }).inputs);
    system.subjects.get("anna")?.add("later");
    await run.handlers.delete(third.outputs);
    expect(system.grantsOf("anna")).toEqual(["later", "z"]);
  });

  it("is nothing for whom the resource entered itself, whatever the entry came with", async () => {
    const system = new FakeSystem();
    system.entersWith = ["x"];
    const run = runFake(system);
    const { outputs } = await run.create({ subject, permissions: ["a"], onDelete: "restore" });
    expect(outputs.baseline).toEqual([]);
    await run.handlers.delete(outputs);
    expect(system.grantsOf("anna")).toEqual([]);
  });

  it("is what was there for whom somebody else entered a moment before", async () => {
    const system = new FakeSystem();
    system.entersWith = ["x"];
    system.isOvertaken = true;
    const { outputs } = await runFake(system).create({ subject, permissions: ["a"], onDelete: "restore" });
    expect(outputs.baseline).toEqual(["x"]);
  });

  it("is the oldest that a destroy sees, in whatever order it deletes what an interrupted rename left", async () => {
    for (const order of [
      [0, 1],
      [1, 0],
    ]) {
      const system = new FakeSystem({ anna: ["z"] });
      const args = { subject, permissions: ["a"], onDelete: "restore" };
      const old = runFake(system);
      const states = [(await old.create(args)).outputs];
      const next = runFake(system);
      next.clock.now += hour;
      states.push((await next.create(args)).outputs);
      const destroy = runFake(system);
      for (const index of order) await destroy.handlers.delete(states[index] ?? {}, "anna");
      expect(system.grantsOf("anna")).toEqual(["z"]);
    }
  });
});

describe("a system that cannot be read", () => {
  const blind = async () => {
    const system = new FakeSystem({ anna: [] });
    system.readable = false;
    const args = { subject, permissions: ["a"], reassertAfter: hour };
    const { outputs } = await runFake(system).create(args);
    const run = runFake(system);
    return { args, outputs, run };
  };

  it("is no change for a refresh, however old the last write is, and one for the up that follows", async () => {
    const { args, outputs, run } = await blind();
    run.clock.now += 100 * hour;
    const live = await run.handlers.read(outputs);
    expect(run.handlers.diff(live?.outputs ?? {}, live?.inputs ?? {}, "anna").changes).toBe(false);
    const { inputs } = run.handlers.check(args, live?.inputs);
    expect(run.handlers.diff(live?.outputs ?? {}, inputs, "anna").changes).toBe(true);
  });

  it("is written again where the last write lies in the future, by a clock that was wrong", async () => {
    const { args, outputs, run } = await blind();
    run.clock.now -= 100 * hour;
    expect(run.handlers.diff(outputs, run.handlers.check(args).inputs, "anna").changes).toBe(true);
  });
});
