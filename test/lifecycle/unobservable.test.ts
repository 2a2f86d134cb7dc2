import { PartlyAppliedError, SystemRefusedError, UnexpectedAnswerError } from "../../provider/errors.js";
import { failureOf } from "../support/failureOf.js";
import { FakeSystem, runFake } from "../support/fakeSystem.js";

const subject = "anna";
const hour = 3_600_000;

function blind(grants: readonly string[] = []) {
  const system = new FakeSystem({ anna: grants });
  system.readable = false;
  return { system, run: runFake(system) };
}

describe("a system that cannot be read", () => {
  it("is written blind, with every other possible grant revoked", async () => {
    const { system, run } = blind(["b"]);
    const { id, outputs } = await run.create({ subject, permissions: ["a"] });
    expect(id).toBe("anna");
    expect(system.writes()).toEqual(["write +a -b -c"]);
    expect(system.grantsOf("anna")).toEqual(["a"]);
    expect(outputs).toMatchObject({ permissions: ["a"], baseline: null });
  });

  it("is said to be so, and never said to be in sync", async () => {
    const { run } = blind();
    const { outputs } = await run.create({ subject, permissions: ["a"] });
    await run.handlers.read(outputs);
    expect(run.notes.slice(1)).toEqual([
      "info: fake subject anna: wrote a",
      expect.stringMatching(/^warning: .*anna: written, but not verified: it has no read call/),
      expect.stringMatching(/^info: .*anna: not read, so not compared: it has no read call/),
    ]);
  });

  it("keeps its state as it was on read", async () => {
    const { run } = blind();
    const { outputs } = await run.create({ subject, permissions: ["a"] });
    expect((await run.handlers.read(outputs))?.outputs).toEqual(outputs);
  });

  it('with "keep" is sent only what the program mentions or dropped', async () => {
    const { system, run } = blind();
    const first = await run.create({ subject, permissions: ["a", "b"], denied: ["z"], unlisted: "keep" });
    const inputs = run.handlers.check({ subject, permissions: ["b"], unlisted: "keep" }).inputs;
    await run.handlers.update(first.outputs, inputs);
    expect(system.writes()).toEqual(["write +a +b -z", "write +b -a"]);
  });

  it("is revoked on destroy as far as its grants are known", async () => {
    const { system, run } = blind();
    const { outputs } = await run.create({ subject, permissions: ["a"] });
    await run.handlers.delete(outputs);
    expect(system.writes().at(-1)).toBe("write -a -b -c");
  });

  it("restores restoreTo on destroy, and without one warns and writes nothing", async () => {
    const { system, run } = blind();
    const given = await run.create({ subject, permissions: ["a"], onDelete: "restore", restoreTo: ["c"] });
    await run.handlers.delete(given.outputs);
    expect(system.writes().at(-1)).toBe("write +c -a -b");
    const without = await run.create({ subject, permissions: ["a"], onDelete: "restore" });
    const before = system.calls.length;
    await run.handlers.delete(without.outputs);
    expect(system.calls).toHaveLength(before);
    expect(run.notes.at(-1)).toMatch(/^warning: .*nothing to restore/);
  });
});

describe("reassertAfter", () => {
  it("makes an old write a change, and a write makes it young again", async () => {
    const { run } = blind();
    const { inputs } = run.handlers.check({ subject, permissions: ["a"], reassertAfter: hour });
    const { outputs } = await run.handlers.create(inputs);
    expect(run.handlers.diff(outputs, inputs).changes).toBe(false);
    run.clock.now += hour;
    expect(run.handlers.diff(outputs, inputs).changes).toBe(false);
    run.clock.now += 1;
    expect(run.handlers.diff(outputs, inputs)).toMatchObject({ changes: true, replaces: [] });
    const updated = await run.handlers.update(outputs, inputs);
    expect(run.handlers.diff(updated.outputs, inputs).changes).toBe(false);
  });

  it("is said with the time of the next write, beside whose it is, and not advised once more", async () => {
    const { run } = blind();
    const { outputs } = await run.create({ subject, permissions: ["a"], reassertAfter: hour });
    const due = new Date(run.clock.now + hour).toISOString().replace(/\.\d+Z$/, "Z");
    const next = `it has no read call. The first \`pulumi up\` after ${due} writes it again.`;
    expect(run.notes.at(-1)).toMatch(/^warning: .*anna: written, but not verified: /);
    expect(run.notes.at(-1)).toContain(next);
    await run.handlers.read(outputs);
    expect(run.notes.at(-1)).toMatch(/^info: .*anna: not read, so not compared: /);
    expect(run.notes.at(-1)).toContain(next);
    run.clock.now += 2 * hour;
    await run.handlers.read(outputs);
    expect(run.notes.at(-1)).toMatch(/It is due: the next `pulumi up` writes it again\.$/);
    expect(run.notes.join()).not.toContain("Set reassertAfter");
  });

  it("is advised where it is left out, but not to those who go", async () => {
    const { run } = blind();
    const { outputs } = await run.create({ subject, permissions: ["a"] });
    expect(run.notes.at(-1)).toContain("Set reassertAfter to have it written again regularly.");
    run.notes.length = 0;
    await run.handlers.delete(outputs);
    expect(run.notes.join()).toContain("written, but not verified: it has no read call");
    expect(run.notes.join()).not.toContain("reassertAfter");
  });

  it("left out never makes one", async () => {
    const { run } = blind();
    const { inputs } = run.handlers.check({ subject, permissions: ["a"] });
    const { outputs } = await run.handlers.create(inputs);
    run.clock.now += 1000 * 24 * hour;
    expect(run.handlers.diff(outputs, inputs).changes).toBe(false);
  });

  it("does not change what a read returns", async () => {
    const { run } = blind();
    const { outputs } = await run.create({ subject, permissions: ["a"], reassertAfter: hour });
    run.clock.now += 2 * hour;
    expect((await run.handlers.read(outputs))?.outputs).toEqual(outputs);
  });
});

describe("a failed blind write", () => {
  it("stores the old set, unverified, and is written again", async () => {
    const { system, run } = blind();
    const { outputs } = await run.create({ subject, permissions: ["a"] });
    const { inputs } = run.handlers.check({ subject, permissions: ["b"] });
    system.breaksAfter = 1;
    const error = await failureOf(run.handlers.update(outputs, inputs));
    if (!(error instanceof PartlyAppliedError)) throw error;
    expect(error.state).toMatchObject({ permissions: ["a"], __state: { verified: false, pending: ["a", "b"] } });
    system.breaksAfter = undefined;
    expect(run.handlers.diff(error.state, inputs).changes).toBe(true);
    const original = run.handlers.check({ subject, permissions: ["a"] }).inputs;
    expect(run.handlers.diff(error.state, original).changes).toBe(true);
    const { outputs: repaired } = await run.handlers.update(error.state, inputs);
    expect(system.grantsOf("anna")).toEqual(["b"]);
    expect(repaired).toMatchObject({ permissions: ["b"], __state: { verified: true } });
  });

  it("at create stores that nothing is known to be there", async () => {
    const { system, run } = blind();
    system.breaksAfter = 1;
    const error = await failureOf(run.create({ subject, permissions: ["a", "b"] }));
    if (!(error instanceof PartlyAppliedError)) throw error;
    expect(error.id).toBe("anna");
    expect(error.state).toMatchObject({ permissions: [], baseline: null, __state: { verified: false } });
  });

  it("of the same access once more is made again by the next up, although nothing is due", async () => {
    const { system, run } = blind();
    const { inputs } = run.handlers.check({ subject, permissions: ["a"], reassertAfter: hour });
    const { outputs } = await run.handlers.create(inputs);
    run.clock.now += 2 * hour;
    system.breaksAfter = 0;
    const error = await failureOf(run.handlers.update(outputs, inputs));
    if (!(error instanceof PartlyAppliedError)) throw error;
    expect(run.handlers.diff(error.state, inputs).changes).toBe(true);
  });

  it.each([
    ["got no answer", Object.assign(new Error("no answer"), { outcomeUnknown: true }), true],
    ["never left", Object.assign(new Error("no connection"), { outcomeUnknown: false }), false],
    ["got an answer that nobody understands", new UnexpectedAnswerError("Writing", "{}"), true],
    ["was refused", new SystemRefusedError("Writing", "no rights"), false],
  ])("at create that %s is in the state only if it may have worked", async (_what, error, mayHaveWorked) => {
    const { system, run } = blind();
    system.breaksAfter = 0;
    system.breaksWith = error;
    const failure = await failureOf(run.create({ subject, permissions: ["a"] }));
    expect(failure instanceof PartlyAppliedError).toBe(mayHaveWorked);
    expect(failure.message).toBe(error.message);
  });
});
