import { HandOverError } from "../../provider/errors.js";
import { failureOf } from "../support/failureOf.js";
import { type FakeRun, FakeSystem, runFake } from "../support/fakeSystem.js";

const subject = "anna";

/** A run in which somebody is created, then one in which the program declares another resource for them. */
async function renamed(system: FakeSystem, before: object, after: object) {
  const old = await runFake(system).create({ subject, ...before });
  const run = laterRun(system);
  const { inputs } = run.handlers.check({ subject, ...after }, {}, { name: "new", mark: "new" });
  return { ...old, run, inputs };
}

/** The baselines are told apart by their age. */
function laterRun(system: FakeSystem): FakeRun {
  const run = runFake(system);
  run.clock.now += 1_000;
  return run;
}

it.each([
  ["revoke", ["a", "b"]],
  ["keep", ["a"]],
])("leaves access as it is, sends nothing for it, and says for whom (%s)", async (unlisted, before) => {
  const system = new FakeSystem({ anna: [] });
  const { id, outputs, run, inputs } = await renamed(
    system,
    { unlisted, permissions: before },
    { unlisted, permissions: ["a"] },
  );
  await run.handlers.create(inputs);
  system.offLimits = true;
  await run.handlers.delete(outputs, id);
  expect(run.notes.at(-1)).toBe(
    'info: fake subject anna: left as it is, because the resource "new" of this program manages it.',
  );
});

it("takes back what the old one granted, where the new one keeps what it does not mention, and names it", async () => {
  const system = new FakeSystem({ anna: ["z"] });
  const keep = { unlisted: "keep" };
  const { id, outputs, run, inputs } = await renamed(
    system,
    { ...keep, permissions: ["a", "b"] },
    { ...keep, permissions: ["a"] },
  );
  await run.handlers.create(inputs);
  expect(system.grantsOf("anna")).toEqual(["a", "b", "z"]);
  await run.handlers.delete(outputs, id);
  expect(system.grantsOf("anna")).toEqual(["a", "z"]);
  expect(run.notes).toContain("info: fake subject anna: revoked b");
});

it("takes nothing back that was there before, or that the old one leaves on destroy", async () => {
  const handedOver = async (onDelete: string) => {
    const system = new FakeSystem({ anna: ["b"] });
    const keep = { unlisted: "keep" };
    const { id, outputs, run, inputs } = await renamed(
      system,
      { ...keep, onDelete, permissions: ["a", "b", "c"] },
      { ...keep, permissions: ["a"] },
    );
    await run.handlers.create(inputs);
    await run.handlers.delete(outputs, id);
    return system.grantsOf("anna");
  };
  expect(await handedOver("revoke")).toEqual(["a"]);
  expect(await handedOver("restore")).toEqual(["a", "b"]);
  expect(await handedOver("keep")).toEqual(["a", "b", "c"]);
});

it("makes nobody anew who has gone meanwhile", async () => {
  const system = new FakeSystem({ anna: [] });
  const { id, outputs, run, inputs } = await renamed(
    system,
    { unlisted: "keep", permissions: ["a", "b"] },
    { unlisted: "keep", permissions: ["a"] },
  );
  await run.handlers.create(inputs);
  system.subjects.delete("anna");
  system.entersWith = [];
  await run.handlers.delete(outputs, id);
  expect(system.calls).not.toContain("enroll");
  expect([...system.subjects.keys()]).toEqual([]);
});

it("makes access again what the one that stays asks for, where the other wrote after it", async () => {
  const system = new FakeSystem({ anna: [] });
  const old = await runFake(system).create({ subject, permissions: ["a", "b"] });
  const interrupted = await laterRun(system).create({ subject, permissions: ["a"] });
  expect(system.grantsOf("anna")).toEqual(["a"]);
  // The program goes back to the old resource, of which the state says that nothing has changed.
  const run = laterRun(system);
  const { inputs } = run.handlers.check({ subject, permissions: ["a", "b"] }, old.outputs, {
    name: "old",
    mark: "old",
  });
  expect(run.handlers.diff(old.outputs, inputs, old.id).changes).toBe(false);
  await run.handlers.delete(interrupted.outputs, interrupted.id);
  expect(system.grantsOf("anna")).toEqual(["a", "b"]);
});

it("is refused for a resource that failed and is not in the state, so that nothing is forgotten", async () => {
  const system = new FakeSystem({ anna: [] });
  const { id, outputs, run, inputs } = await renamed(system, { permissions: ["a"] }, { permissions: ["b"] });
  system.breaksAfter = 0;
  await failureOf(run.handlers.create(inputs));
  system.breaksAfter = undefined;
  const error = await failureOf(run.handlers.delete(outputs, id));
  expect(error).toBeInstanceOf(HandOverError);
  expect(error.message).toContain('nothing was forgotten, because the resource "new" of this program');
  expect(system.grantsOf("anna")).toEqual(["a"]);
});

it("is refused for a resource that was never tried, as where something that it depends on has failed", async () => {
  const system = new FakeSystem({ anna: [] });
  const { id, outputs, run } = await renamed(system, { permissions: ["a"] }, { permissions: ["a"] });
  const error = await failureOf(run.handlers.delete(outputs, id));
  expect(error).toBeInstanceOf(HandOverError);
  expect(error.message).toContain(
    'the resource "new" of this program is to manage it and has failed, or was not tried',
  );
  expect(system.grantsOf("anna")).toEqual(["a"]);
});

it("to a resource that failed half way leaves it the baseline which only the old one knows, or is refused", async () => {
  const system = new FakeSystem({ anna: ["z"] });
  const restore = { permissions: ["a"], onDelete: "restore" };
  const { id, outputs, run, inputs } = await renamed(system, restore, { ...restore, permissions: ["a", "b"] });
  system.breaksAfter = 1;
  await failureOf(run.handlers.create(inputs));
  system.breaksAfter = undefined;
  const error = await failureOf(run.handlers.delete(outputs, id));
  expect(error).toBeInstanceOf(HandOverError);
  expect(error.message).toContain("its access before the first write was z");
});

it("to a resource that is still to come takes access away, says so, and the resource makes it anew", async () => {
  const system = new FakeSystem({ anna: [], bert: [] });
  const { id, outputs, run, inputs } = await renamed(system, { permissions: ["a"] }, { permissions: ["a"] });
  // The old one moves on to somebody else, and is deleted first, because its options say so.
  const moved = run.handlers.check({ subject: "bert", permissions: ["a"] }, outputs, { name: "old", mark: "old" });
  run.handlers.diff(outputs, moved.inputs, id);
  await run.handlers.delete(outputs, id);
  expect(system.grantsOf("anna")).toEqual([]);
  expect(run.notes).toContain(
    'warning: fake subject anna: its access goes now, and comes back with the resource "new" of this program. Should this run fail before that, run `pulumi up` again.',
  );
  await run.handlers.create(inputs);
  expect(system.grantsOf("anna")).toEqual(["a"]);
});

it("is a change for a resource that is compared after its access was taken away", async () => {
  const system = new FakeSystem({ anna: [] });
  const { id, outputs } = await runFake(system).create({ subject, permissions: ["a"] });
  const run = runFake(system);
  await run.handlers.delete(outputs, id);
  const { inputs } = run.handlers.check({ subject, permissions: ["a"] }, outputs);
  expect(run.handlers.diff(outputs, inputs, id).changes).toBe(true);
  const made = await run.handlers.update(outputs, inputs);
  expect(system.grantsOf("anna")).toEqual(["a"]);
  // Who compares after that has nothing to make good any more.
  expect(run.handlers.diff(made.outputs, inputs, id).changes).toBe(false);
});

it("to a resource that has been made goes on where the engine checks that one once more", async () => {
  const system = new FakeSystem({ anna: [] });
  const { id, outputs, run, inputs } = await renamed(system, { permissions: ["a"] }, { permissions: ["a"] });
  await run.handlers.create(inputs);
  run.handlers.check({ subject, permissions: ["a"] }, {}, { name: "new", mark: "new" });
  system.offLimits = true;
  await run.handlers.delete(outputs, id);
  expect(system.grantsOf("anna")).toEqual(["a"]);
});

it("is refused for a resource that moves over from somebody else, and was not made for the subject yet", async () => {
  const system = new FakeSystem({ anna: [], bert: [] });
  const moving = await runFake(system).create({ subject, permissions: ["a"] });
  const going = await runFake(system).create({ subject: "bert", permissions: ["b"] });
  const run = laterRun(system);
  const mover = { name: "mover", mark: "mover" };
  const before = run.handlers.check({ subject, permissions: ["a"] }, moving.outputs, mover);
  run.handlers.diff(moving.outputs, before.inputs, moving.id);
  run.handlers.check({ subject: "bert", permissions: ["a"] }, {}, mover);
  const error = await failureOf(run.handlers.delete(going.outputs, going.id));
  expect(error).toBeInstanceOf(HandOverError);
  expect(system.grantsOf("bert")).toEqual(["b"]);
});

describe("of what was there before the first write", () => {
  const restore = { permissions: ["a"], onDelete: "restore" };

  it("is refused where only the old resource knows it", async () => {
    const system = new FakeSystem({ anna: ["z"] });
    const { id, outputs, run, inputs } = await renamed(system, restore, restore);
    await run.handlers.create(inputs);
    const error = await failureOf(run.handlers.delete(outputs, id));
    expect(error).toBeInstanceOf(HandOverError);
    expect(error.message).toContain("its access before the first write was z");
    expect(error.message).toContain("pulumi up --refresh");
  });

  it("is a warning where the new one need not restore it", async () => {
    const system = new FakeSystem({ anna: ["z"] });
    const { id, outputs, run, inputs } = await renamed(system, restore, { permissions: ["a"] });
    await run.handlers.create(inputs);
    await run.handlers.delete(outputs, id);
    expect(run.notes).toContainEqual(
      expect.stringMatching(/^warning: .*before the first write was z.*it took a for it/),
    );
  });

  it("is nothing to speak of where neither knows it, and is a warning where only the new one does not", async () => {
    const handedOver = async (isReadableAtFirst: boolean) => {
      const system = new FakeSystem({ anna: ["z"] });
      system.readable = isReadableAtFirst;
      const old = await runFake(system).create({ subject, permissions: ["a"] });
      system.readable = false;
      const run = laterRun(system);
      const { inputs } = run.handlers.check({ subject, permissions: ["a"] }, {}, { name: "new", mark: "new" });
      await run.handlers.create(inputs);
      await run.handlers.delete(old.outputs, old.id);
      return run.notes.filter((note) => note.includes("before the first write was"));
    };
    expect(await handedOver(false)).toEqual([]);
    expect(await handedOver(true)).toEqual([
      expect.stringContaining('was z, and the resource "new" does not know that: it took not known'),
    ]);
  });

  it("is not asked for where the program says what to restore", async () => {
    const system = new FakeSystem({ anna: ["z"] });
    const given = { ...restore, restoreTo: ["c"] };
    const { id, outputs, run, inputs } = await renamed(system, given, given);
    await run.handlers.create(inputs);
    await run.handlers.delete(outputs, id);
    expect(run.notes.at(-1)).toMatch(/^info: .*left as it is/);
  });

  it("is taken over where the old one was read before, and by a resource that took something else for it", async () => {
    const system = new FakeSystem({ anna: ["z"] });
    const old = await runFake(system).create({ subject, ...restore });
    const wrong = await laterRun(system).create({ subject, ...restore });
    expect(wrong.outputs.baseline).toEqual(["a"]);
    const run = laterRun(system);
    await run.handlers.read(old.outputs);
    const made = await run.create({ subject, ...restore });
    expect(made.outputs.baseline).toEqual(["z"]);
    const next = laterRun(system);
    await next.handlers.read(old.outputs);
    const { inputs } = next.handlers.check({ subject, ...restore }, wrong.outputs);
    expect(next.handlers.diff(wrong.outputs, inputs, "anna").changes).toBe(true);
    expect((await next.handlers.update(wrong.outputs, inputs)).outputs.baseline).toEqual(["z"]);
  });
});

it("that an interrupted move to another connection left undone makes neither a refresh nor a destroy fail", async () => {
  const system = new FakeSystem({ anna: [] });
  const states = [
    await runFake(system).create({ subject, permissions: ["a"] }),
    await laterRun(system).create({ subject, permissions: ["a"], connection: "second" }),
  ];
  const run = laterRun(system);
  for (const { outputs } of states) {
    const live = await run.handlers.read(outputs);
    expect(run.handlers.diff(live?.outputs ?? {}, live?.inputs ?? {}, live?.id).changes).toBe(false);
  }
  await Promise.all(states.map(({ id, outputs }) => run.handlers.delete(outputs, id)));
  expect(system.grantsOf("anna")).toEqual([]);
});

describe("two resources of one program", () => {
  const checked = (...resources: readonly { name: string; mark: string; subject: string }[]) => {
    const { handlers } = runFake(new FakeSystem());
    return resources.map(({ subject: who, ...resource }) => handlers.check({ subject: who }, {}, resource).failures);
  };

  it("in the same words are an error that names both", () => {
    const [, second] = checked({ name: "one", mark: "1", subject }, { name: "two", mark: "2", subject });
    expect(second).toEqual([
      {
        property: "",
        reason:
          'FakePermissions "one" and FakePermissions "two" both manage subject "anna", connection "default". Each would undo what the other does: merge them into one resource.',
      },
    ]);
  });

  it("are not taken for two where the engine checks one that it replaces once more", () => {
    const one = { name: "one", mark: "1" };
    const failures = checked({ ...one, subject }, { ...one, subject }, { ...one, subject: "bert" });
    expect(failures).toEqual([[], [], []]);
  });

  it("may have one name, as in two components", () => {
    expect(checked({ name: "one", mark: "1", subject }, { name: "one", mark: "2", subject: "bert" })).toEqual([[], []]);
  });

  it("are no error where one of them has moved on", () => {
    const failures = checked(
      { name: "one", mark: "1", subject },
      { name: "one", mark: "1", subject: "bert" },
      { name: "two", mark: "2", subject },
    );
    expect(failures).toEqual([[], [], []]);
  });
});

it("a refresh shows no change for a resource whose last update failed and whose access is as declared, and up makes one", async () => {
  const system = new FakeSystem({ anna: [] });
  const { id, outputs } = await runFake(system).create({ subject, permissions: ["a"] });
  const unfinished = { ...outputs, __state: { ...Object(outputs.__state), verified: false } };
  const run = runFake(system);
  const live = await run.handlers.read(unfinished);
  expect(run.handlers.diff(live?.outputs ?? {}, live?.inputs ?? {}, id).changes).toBe(false);
  const { inputs } = run.handlers.check({ subject, permissions: ["a"] }, unfinished, { name: "one", mark: "one" });
  expect(run.handlers.diff(live?.outputs ?? {}, inputs, id).changes).toBe(true);
});
