import { UnsafeChangeError } from "../../provider/errors.js";
import { parseState } from "../../provider/lifecycle/state.js";
import { describeLeaving } from "../../provider/lifecycle/words.js";
import { failureOf } from "../support/failureOf.js";
import { FakeSystem, fakeDefinition, runFake } from "../support/fakeSystem.js";

const anna = { name: "anna", mark: "1" };
const keep = { subject: "x", permissions: ["a"], unlisted: "keep" };

/** What a resource of the name `anna` says from its creation on, in runs of their own. */
async function created(system: FakeSystem, args: object) {
  const run = runFake(system);
  const { inputs } = run.handlers.check({ subject: "x", ...args }, {}, anna);
  return { inputs, ...(await run.handlers.create(inputs)), notes: run.notes };
}

/** As in a preview: check, then diff; after a refresh, where that is asked for. */
async function previewed(system: FakeSystem, { id, outputs }: Made, args: object, refreshes = false) {
  const run = runFake(system);
  const before = refreshes ? ((await run.handlers.read(outputs)) ?? { outputs, inputs: {} }) : { outputs, inputs: {} };
  if (refreshes) run.handlers.diff(before.outputs, before.inputs, id);
  const inputs = run.handlers.check({ subject: "x", ...args }, outputs, anna).inputs;
  run.handlers.diff(before.outputs, inputs, id);
  return { run, inputs, before, notes: run.notes };
}
type Made = Awaited<ReturnType<typeof created>>;

describe("a take-over", () => {
  it("names what was granted and what was taken away, with the resource's name", async () => {
    const { notes } = await created(new FakeSystem({ x: ["b", "z"] }), { permissions: ["a", "b"] });
    expect(notes).toEqual([
      "info: anna (fake subject x): is to have a, b; whatever else it has is revoked",
      "info: anna (fake subject x): granted a; revoked z",
    ]);
  });

  it("of somebody who has the declared access already says no more", async () => {
    const { notes } = await created(new FakeSystem({ x: ["a"] }), { permissions: ["a"] });
    expect(notes).toHaveLength(1);
  });

  it("that fails half way names what it did before", async () => {
    const system = new FakeSystem({ x: ["z"] });
    system.breaksAfter = 1;
    const run = runFake(system);
    await failureOf(run.create({ subject: "x", permissions: ["a", "b"] }));
    expect(run.notes.at(-1)).toBe("warning: fake subject x: before it failed it granted a");
  });

  it("that fails, and whose outcome nobody can read, names what it perhaps did", async () => {
    const system = new FakeSystem({ x: ["z"] });
    system.breaksAfter = 1;
    const run = runFake(system);
    system.readFailures.push(undefined, new Error("no answer"));
    await failureOf(run.create({ subject: "x", permissions: ["a"] }));
    expect(run.notes.at(-1)).toBe("warning: fake subject x: it failed, and perhaps it granted a; revoked z");
  });
});

describe('from "keep" to "revoke"', () => {
  const whole = { permissions: ["a", "b"] };

  it("the preview says that the rest is revoked, and names what was there at the first read", async () => {
    const system = new FakeSystem({ x: ["b", "z"] });
    const { notes } = await previewed(system, await created(system, keep), whole);
    expect(notes).toEqual([
      "info: anna (fake subject x): is to have a, b; whatever else it has is revoked (when it was last read: z)",
    ]);
  });

  it("a preview with a refresh names what is there now", async () => {
    const system = new FakeSystem({ x: ["b", "z"] });
    const made = await created(system, keep);
    system.subjects.get("x")?.add("later");
    const { notes } = await previewed(system, made, whole, true);
    expect(notes).toEqual([
      "info: anna (fake subject x): is to have a, b; whatever else it has is revoked (when it was last read: later, z)",
    ]);
  });

  it("up names what was really taken, and grants nothing that was there", async () => {
    const system = new FakeSystem({ x: ["b", "z"] });
    const { run, inputs, before } = await previewed(system, await created(system, keep), whole);
    await run.handlers.update(before.outputs, inputs);
    expect(run.notes.at(-1)).toBe("info: anna (fake subject x): revoked z");
  });
});

it("a refresh says drift, and nothing of a change that it does not make", async () => {
  const system = new FakeSystem({ x: [] });
  const { id, inputs, outputs } = await created(system, { permissions: ["a"] });
  system.subjects.get("x")?.add("z");
  const run = runFake(system);
  const live = await run.handlers.read(outputs);
  run.handlers.diff(live?.outputs ?? {}, inputs, id);
  expect(run.notes).toEqual(["info: anna (fake subject x) has drifted: gained z"]);
});

describe("a replacement names what the old subject loses", () => {
  const leaving = async (args: object) => {
    const system = new FakeSystem({ x: ["z"], y: [] });
    const made = await created(system, { permissions: ["a", "b"], ...args });
    return (await previewed(system, made, { subject: "y", ...args })).notes;
  };

  it.each([
    [{}, "is given up, and loses a, b and whatever else it has, unless the program still speaks for it"],
    [{ unlisted: "keep" }, "is given up, and loses a, b, unless the program still speaks for it"],
    [{ onDelete: "keep" }, "is given up, and keeps a, b"],
    [
      { onDelete: "restore" },
      "is given up, and goes back to what it had before: z, unless the program still speaks for it",
    ],
    [
      { onDelete: "restore", restoreTo: ["c", "d"] },
      "is given up, and is left with c, d, unless the program still speaks for it",
    ],
  ])("with %p", async (args, words) => {
    expect(await leaving(args)).toContain(`warning: anna (fake subject x): ${words}`);
  });

  it("or why its destroy is going to be refused", async () => {
    const system = new FakeSystem({ x: ["z"] });
    const { outputs } = await created(system, { permissions: ["a"], onDelete: "restore" });
    const definition = {
      ...fakeDefinition(system),
      restore: () => {
        throw new UnsafeChangeError("Restoring it", "it had everything before.");
      },
    };
    expect(describeLeaving(definition, parseState(definition, outputs), [])).toBe(
      "is given up, but cannot be restored: Restoring it was not sent: it had everything before.",
    );
  });
});

describe("a destroy", () => {
  const destroyed = async (args: object, between: (system: FakeSystem) => void = () => undefined) => {
    const system = new FakeSystem({ x: ["z"] });
    const { id, outputs } = await created(system, { permissions: ["a", "b"], ...args });
    between(system);
    const run = runFake(system);
    await run.handlers.delete(outputs, id);
    return run.notes;
  };

  it("names what it took and what it gave back", async () => {
    expect(await destroyed({})).toEqual(["info: anna (fake subject x): revoked a, b"]);
    expect(await destroyed({ onDelete: "restore" })).toEqual(["info: anna (fake subject x): restored z; revoked a, b"]);
  });

  it("warns of access that stays", async () => {
    expect(await destroyed({ onDelete: "keep" })).toEqual([
      'warning: anna (fake subject x): left as it is, because onDelete is "keep": a, b',
    ]);
  });

  it("says so where nothing is left to take, and where nobody is there", async () => {
    expect(await destroyed({}, ({ subjects }) => void subjects.get("x")?.clear())).toEqual([
      "info: anna (fake subject x): nothing to take away, it has what it is to be left with.",
    ]);
    expect(await destroyed({}, ({ subjects }) => void subjects.delete("x"))).toEqual([
      "info: anna (fake subject x): is gone already.",
    ]);
  });
});
