import type { Properties } from "../../provider/arguments/arguments.js";
import {
  DuplicateSubjectError,
  NotConvergedError,
  PartlyAppliedError,
  SubjectNotFoundError,
} from "../../provider/errors.js";
import { defineHandlers } from "../../provider/lifecycle/lifecycle.js";
import { failureOf } from "../support/failureOf.js";
import { FakeSystem, fakeDefinition, runFake } from "../support/fakeSystem.js";

const subject = "anna";
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

describe("create", () => {
  it("takes over access that is there already, without a write", async () => {
    const system = new FakeSystem({ anna: ["a", "b"] });
    const { id, outputs } = await runFake(system).create({ subject, permissions: ["b", "a", "b"] });
    expect(id).toBe("anna");
    expect(system.writes()).toEqual([]);
    expect(outputs).toMatchObject({ permissions: ["a", "b"], baseline: ["a", "b"] });
  });

  it("reads, writes what differs, and reads again", async () => {
    const system = new FakeSystem({ anna: ["a", "z"] });
    const { outputs } = await runFake(system).create({ subject, permissions: ["a", "b"] });
    expect(system.calls).toEqual(["connect", "observe", "write +b -z", "observe"]);
    expect(system.grantsOf("anna")).toEqual(["a", "b"]);
    expect(outputs).toMatchObject({ baseline: ["a", "z"], __state: { declared: ["a", "b"], verified: true } });
  });

  it('with "keep" leaves alone what the program does not mention', async () => {
    const system = new FakeSystem({ anna: ["x", "z"] });
    const { outputs } = await runFake(system).create({ subject, permissions: ["a"], denied: ["x"], unlisted: "keep" });
    expect(system.grantsOf("anna")).toEqual(["a", "z"]);
    expect(outputs).toMatchObject({ permissions: ["a"], denied: ["x"] });
  });

  it("of a subject that does not exist says what to do and writes nothing", async () => {
    const system = new FakeSystem();
    const error = await failureOf(runFake(system).create({ subject, permissions: ["a"] }));
    expect(error).toBeInstanceOf(SubjectNotFoundError);
    expect(error.message).toBe("fake subject anna does not exist. Create it first.");
    expect(system.writes()).toEqual([]);
  });

  it("counts implied grants neither as wanted nor as strange", async () => {
    const system = new FakeSystem({ anna: ["all"] });
    system.implies.set("all", ["a", "b"]);
    const { outputs } = await runFake(system).create({ subject, permissions: ["all"] });
    expect(system.writes()).toEqual([]);
    expect(outputs.permissions).toEqual(["all"]);
  });

  it("keeps a listed grant in its own right when the wider one that implied it goes", async () => {
    const system = new FakeSystem({ anna: ["all"] });
    system.implies.set("all", ["a", "b"]);
    const { outputs } = await runFake(system).create({ subject, permissions: ["a"] });
    expect(system.grantsOf("anna")).toEqual(["a"]);
    expect(outputs.permissions).toEqual(["a"]);
  });
});

describe("check", () => {
  const noted = (news: Properties, olds?: Properties) => {
    const run = runFake(new FakeSystem());
    run.handlers.check({ subject, ...news }, olds);
    return run.notes;
  };

  it("says at the preview of a new resource what the subject will have", () => {
    expect(noted({ permissions: ["b", "a"] })).toEqual([
      "info: fake subject anna: is to have a, b; whatever else it has is revoked",
    ]);
    expect(noted({ denied: ["z"], unlisted: "keep" })).toEqual([
      "info: fake subject anna: is to have nothing; is not to have z; whatever else it has stays",
    ]);
  });

  it.each([
    ["a resource that exists", { permissions: ["a"] }, { permissions: ["a"] }],
    ["values that are not known yet", { permissions: [unknown] }, undefined],
    ["arguments that are wrong", { permissions: [1] }, undefined],
  ])("says nothing of %s", (_what, news, olds) => {
    expect(noted(news, olds)).toEqual([]);
  });
});

describe("a failed create", () => {
  it("after which nothing is changed leaves no state", async () => {
    const system = new FakeSystem({ anna: ["z"] });
    system.breaksAfter = 0;
    const error = await failureOf(runFake(system).create({ subject, permissions: ["a"] }));
    expect(error).not.toBeInstanceOf(PartlyAppliedError);
    expect(error.message).toBe("the connection broke");
  });

  it("whose only grant the system ignores leaves no state and names the grant", async () => {
    const system = new FakeSystem({ anna: [] });
    system.ignored.add("a");
    const error = await failureOf(runFake(system).create({ subject, permissions: ["a"] }));
    expect(error).toBeInstanceOf(NotConvergedError);
    expect(error.message).toContain("not granted: a");
  });

  it("after part of the change keeps what is really there, and the baseline", async () => {
    const system = new FakeSystem({ anna: ["z"] });
    system.breaksAfter = 1;
    const error = await partlyApplied(runFake(system).create({ subject, permissions: ["a", "b"] }));
    expect(error.id).toBe("anna");
    expect(error.state).toMatchObject({
      permissions: ["a", "z"],
      baseline: ["z"],
      __state: { declared: ["a", "b"], pending: ["a", "b"], verified: false },
    });
  });

  it("is repaired by the next update, which keeps the first baseline", async () => {
    const system = new FakeSystem({ anna: ["z"] });
    system.breaksAfter = 1;
    const run = runFake(system);
    const { state } = await partlyApplied(run.create({ subject, permissions: ["a", "b"] }));
    system.breaksAfter = undefined;
    const { inputs } = run.handlers.check({ subject, permissions: ["a", "b"] });
    expect(run.handlers.diff(state, inputs)).toMatchObject({ changes: true, replaces: [] });
    const { outputs } = await run.handlers.update(state, inputs);
    expect(system.grantsOf("anna")).toEqual(["a", "b"]);
    expect(outputs).toMatchObject({ permissions: ["a", "b"], baseline: ["z"], __state: { verified: true } });
  });

  it('with "keep" remembers what it may have made, so that dropping it from the program takes it back', async () => {
    const system = new FakeSystem({ anna: ["z"] });
    system.breaksAfter = 1;
    const run = runFake(system);
    const { state } = await partlyApplied(run.create({ subject, permissions: ["a", "b"], unlisted: "keep" }));
    system.breaksAfter = undefined;
    await run.handlers.update(state, run.handlers.check({ subject, permissions: ["b"], unlisted: "keep" }).inputs);
    expect(system.grantsOf("anna")).toEqual(["b", "z"]);
  });

  it("keeps state when a read afterwards fails too, because the write may have arrived", async () => {
    const system = new FakeSystem({ anna: ["z"] });
    system.breaksAfter = 1;
    system.readFailures.push(undefined, new Error("no answer"));
    const error = await partlyApplied(runFake(system).create({ subject, permissions: ["a"] }));
    expect(error.message).toBe("the connection broke");
    expect(error.state).toMatchObject({ baseline: ["z"], __state: { pending: ["a"], verified: false } });
  });
});

describe("update", () => {
  const created = async (grants: readonly string[], args: object) => {
    const system = new FakeSystem({ anna: grants });
    const run = runFake(system);
    const { outputs } = await run.create({ subject, ...args });
    system.calls.length = 0;
    const update = (news: object) => run.handlers.update(outputs, run.handlers.check({ subject, ...news }).inputs);
    return { system, run, outputs, update };
  };

  it("writes the difference and keeps the baseline", async () => {
    const { system, update } = await created(["z"], { permissions: ["a"] });
    const { outputs } = await update({ permissions: ["b"] });
    expect(system.writes()).toEqual(["write +b -a"]);
    expect(outputs).toMatchObject({ permissions: ["b"], baseline: ["z"] });
  });

  it('with "keep" takes back what the program drops, and no more', async () => {
    const { system, update } = await created(["z"], { permissions: ["a", "b"], unlisted: "keep" });
    await update({ permissions: ["b"], unlisted: "keep" });
    expect(system.writes()).toEqual(["write -a"]);
    expect(system.grantsOf("anna")).toEqual(["b", "z"]);
  });

  it('with "keep" names what the program dropped and the system does not let go', async () => {
    const { system, update } = await created(["z"], { permissions: ["a", "b"], unlisted: "keep" });
    system.ignored.add("a");
    const error = await partlyApplied(update({ permissions: ["b"], unlisted: "keep" }));
    expect(error.reason).toBeInstanceOf(NotConvergedError);
    expect(error.message).toContain("not revoked: a");
  });

  it("names grants that the system ignores, and its state holds what is really there", async () => {
    const { system, update } = await created(["z"], { permissions: ["z"] });
    system.ignored.add("b").add("z");
    const error = await partlyApplied(update({ permissions: ["a", "b"] }));
    expect(error.reason).toBeInstanceOf(NotConvergedError);
    expect(error.message).toContain("not granted: b; not revoked: z");
    expect(error.state).toMatchObject({ permissions: ["a", "z"], baseline: ["z"], __state: { verified: false } });
  });

  it("of a subject that has gone meanwhile says so", async () => {
    const { system, update } = await created([], { permissions: ["a"] });
    system.subjects.delete("anna");
    expect(await failureOf(update({ permissions: ["b"] }))).toBeInstanceOf(SubjectNotFoundError);
  });
});

it("a subject that is gone when the write is to be proven is an error, and no success that nobody saw", async () => {
  const system = new FakeSystem({ anna: [] });
  const definition = fakeDefinition(system);
  const vanishing: typeof definition = {
    ...definition,
    connect: (...given) => {
      const client = definition.connect(...given);
      return {
        ...client,
        write: async (...change) => {
          await client.write(...change);
          system.subjects.delete("anna");
          return undefined;
        },
      };
    },
  };
  const handlers = defineHandlers(vanishing, { config: () => undefined, notify: () => undefined, now: Date.now });
  const { reason } = await partlyApplied(handlers.create(handlers.check({ subject, permissions: ["a"] }).inputs));
  expect(reason).toBeInstanceOf(NotConvergedError);
  expect(reason.message).toContain("not granted: a");
});

describe("read", () => {
  it("returns nothing when the subject is gone", async () => {
    const system = new FakeSystem({ anna: [] });
    const run = runFake(system);
    const { outputs } = await run.create({ subject, permissions: ["a"] });
    system.subjects.delete("anna");
    expect(await run.handlers.read(outputs)).toBeUndefined();
    expect(run.notes).toContain("warning: fake subject anna is gone.");
  });

  it("shows drift in outputs and inputs, names it, and changes nothing", async () => {
    const system = new FakeSystem({ anna: [] });
    const run = runFake(system);
    const { outputs } = await run.create({ subject, permissions: ["a", "b"] });
    system.subjects.get("anna")?.delete("a");
    system.subjects.get("anna")?.add("z");
    system.calls.length = 0;
    const live = await run.handlers.read(outputs);
    expect(live).toMatchObject({
      id: "anna",
      outputs: { permissions: ["b", "z"] },
      inputs: { permissions: ["b", "z"] },
    });
    expect(live?.inputs).not.toHaveProperty("baseline");
    expect(run.notes.at(-1)).toBe("info: fake subject anna has drifted: gained z; lost a");
    expect(system.writes()).toEqual([]);
  });

  it('with "keep" shows what happened to grants that the program mentions, and no others', async () => {
    const system = new FakeSystem({ anna: [] });
    const run = runFake(system);
    const { outputs } = await run.create({ subject, permissions: ["a"], denied: ["x"], unlisted: "keep" });
    system.subjects.get("anna")?.add("z").add("x").delete("a");
    const live = await run.handlers.read(outputs);
    expect(live?.inputs).toMatchObject({ permissions: ["x"], denied: [] });
    expect(run.notes.at(-1)).toBe("info: fake subject anna has drifted: gained x; lost a");
  });

  it("after nothing happened returns the state as it was, also with implied grants", async () => {
    const system = new FakeSystem({ anna: [] });
    system.implies.set("all", ["a", "b"]);
    const run = runFake(system);
    const { outputs } = await run.create({ subject, permissions: ["all", "a"] });
    const live = await run.handlers.read(outputs);
    expect(live?.outputs).toEqual(outputs);
    expect(run.notes.filter((note) => note.includes("drifted"))).toEqual([]);
  });

  it("shows no drift any more once the program has taken it over", async () => {
    const system = new FakeSystem({ anna: [] });
    const run = runFake(system);
    const { outputs } = await run.create({ subject, permissions: ["a", "b"] });
    system.subjects.get("anna")?.delete("a");
    const live = await run.handlers.read(outputs);
    const { inputs } = run.handlers.check({ subject, permissions: ["b"] });
    expect(run.handlers.diff(live?.outputs ?? {}, inputs).changes).toBe(true);
    const updated = await run.handlers.update(live?.outputs ?? {}, inputs);
    expect(system.grantsOf("anna")).toEqual(["b"]);
    run.notes.length = 0;
    expect((await run.handlers.read(updated.outputs))?.outputs).toEqual(updated.outputs);
    expect(run.notes).toEqual([]);
  });
  it("shows no drift any more once the program asks for what somebody gave", async () => {
    const system = new FakeSystem({ anna: [] });
    const run = runFake(system);
    const { outputs } = await run.create({ subject, permissions: ["a"] });
    system.subjects.get("anna")?.add("b");
    const live = await run.handlers.read(outputs);
    const { inputs } = run.handlers.check({ subject, permissions: ["a", "b"] });
    expect(run.handlers.diff(live?.outputs ?? {}, inputs).changes).toBe(true);
    const updated = await run.handlers.update(live?.outputs ?? {}, inputs);
    run.notes.length = 0;
    await run.handlers.read(updated.outputs);
    expect(run.notes).toEqual([]);
  });
});

describe("diff", () => {
  const stored = async (args: object) => {
    const system = new FakeSystem({ anna: ["z"] });
    const run = runFake(system);
    const { outputs } = await run.create({ subject, ...args });
    system.offLimits = true;
    const diff = (news: object) => run.handlers.diff(outputs, run.handlers.check({ subject, ...news }).inputs);
    return { diff, run, outputs };
  };

  it("sees no change in other words for the same access", async () => {
    const { diff } = await stored({ permissions: ["a", "b"] });
    expect(diff({ permissions: ["b", "a", "b"], unlisted: "revoke", connection: "default" })).toEqual({
      changes: false,
      replaces: [],
      deleteBeforeReplace: false,
    });
  });

  it("sees a change of access and says which", async () => {
    const { diff, run } = await stored({ permissions: ["a", "b"] });
    expect(diff({ permissions: ["b", "c"] })).toMatchObject({ changes: true, replaces: [] });
    expect(run.notes.at(-1)).toBe("info: fake subject anna: grants c; revokes a");
  });

  it.each([
    ["onDelete", { onDelete: "keep" }],
    ["unlisted", { unlisted: "keep" }],
    ["another setting", { note: "new" }],
  ])("sees a change of %s although access stays the same", async (_what, change) => {
    const { diff } = await stored({ permissions: ["a"] });
    expect(diff({ permissions: ["a"], ...change })).toMatchObject({ changes: true, replaces: [] });
  });

  it.each([
    ["subject", { subject: "bert" }],
    ["connection", { connection: "second" }],
  ])("replaces when the %s is another one, the old one last", async (key, change) => {
    const { diff } = await stored({ permissions: ["a"] });
    expect(diff({ permissions: ["a"], ...change })).toEqual({
      changes: true,
      replaces: [key],
      deleteBeforeReplace: false,
    });
  });

  it("takes a value that is not known yet for a change", async () => {
    const { diff } = await stored({ permissions: ["a"] });
    expect(diff({ permissions: ["a", unknown] })).toMatchObject({ changes: true, replaces: [] });
    expect(diff({ subject: unknown, permissions: ["a"] })).toMatchObject({ replaces: ["subject"] });
  });

  it('with "keep" sees a refusal that was added later', async () => {
    const { diff } = await stored({ permissions: ["a"], unlisted: "keep" });
    expect(diff({ permissions: ["a"], unlisted: "keep" }).changes).toBe(false);
    expect(diff({ permissions: ["a"], denied: ["z"], unlisted: "keep" }).changes).toBe(true);
  });

  it('with "keep" sees that a refusal was withdrawn, so that reads stop watching it', async () => {
    const { diff } = await stored({ permissions: ["a"], denied: ["z"], unlisted: "keep" });
    expect(diff({ permissions: ["a"], denied: ["z"], unlisted: "keep" }).changes).toBe(false);
    expect(diff({ permissions: ["a"], unlisted: "keep" }).changes).toBe(true);
  });

  it('with "keep" does not promise to revoke what was declared, is known to be gone, and is refused now', async () => {
    const system = new FakeSystem({ anna: [] });
    const run = runFake(system);
    const { outputs } = await run.create({ subject, permissions: ["a", "b"], unlisted: "keep" });
    system.subjects.get("anna")?.delete("a");
    const live = await run.handlers.read(outputs);
    const { inputs } = run.handlers.check({ subject, permissions: ["b"], denied: ["a"], unlisted: "keep" }, outputs);
    run.notes.length = 0;
    expect(run.handlers.diff(live?.outputs ?? {}, inputs).changes).toBe(true);
    expect(run.notes).toEqual([]);
    const updated = await run.handlers.update(live?.outputs ?? {}, inputs);
    expect(run.handlers.diff(updated.outputs, inputs).changes).toBe(false);
  });

  it("does not promise to revoke what is refused now and is known not to be there", async () => {
    const { diff, run } = await stored({ permissions: ["a"] });
    expect(diff({ permissions: ["a"], denied: ["z"] }).changes).toBe(true);
    expect(run.notes.filter((note) => note.includes("revokes"))).toEqual([]);
  });

  it("does not refuse a resource that has restored nothing all along: only a new wish for it is a mistake", async () => {
    const { run, outputs } = await stored({ permissions: ["a"], onDelete: "restore" });
    const { inputs } = run.handlers.check({ subject, permissions: ["a"], onDelete: "restore" });
    expect(run.handlers.diff({ ...outputs, baseline: null }, inputs).changes).toBe(false);
    const keeping = { ...outputs, onDelete: "keep", baseline: null };
    expect(() => run.handlers.diff(keeping, inputs)).toThrow('cannot be "restore"');
  });

  it("takes two connections for one place only where it is known where they lead", async () => {
    const system = new FakeSystem({ anna: [] });
    const { outputs } = await runFake(system).create({ subject, permissions: ["a"] });
    const twice = () => {
      const { handlers } = runFake(system);
      for (const connection of ["default", "second"]) {
        const { inputs } = handlers.check({ subject, connection, permissions: ["a"] });
        handlers.diff({ ...outputs, connection }, inputs, subject);
      }
    };
    expect(twice).toThrow(DuplicateSubjectError);
    // Neither can be opened.
    system.offLimits = true;
    expect(twice).not.toThrow();
  });

  it("and check never call the system", async () => {
    const { diff, run } = await stored({ permissions: ["a"] });
    expect(diff({ permissions: ["b"] }).changes).toBe(true);
    expect(run.handlers.check({ subject: "" }).failures).toHaveLength(1);
  });
});

describe("a resource that goes while another one comes for the same subject", () => {
  it.each([
    ["through its connection", "default"],
    ["through another connection to the same place", "second"],
  ])("leaves the new one its access, %s, whichever of the two is first", async (_what, connection) => {
    for (const isFirst of [true, false]) {
      const system = new FakeSystem({ anna: [] });
      const { outputs } = await runFake(system).create({ subject, permissions: ["a"] });
      const run = runFake(system);
      run.clock.now += 1;
      const come = () => run.create({ subject, connection, permissions: ["a"] });
      const go = () => run.handlers.delete(outputs, subject);
      await Promise.all((isFirst ? [go, come] : [come, go]).map((task) => task()));
      expect(system.grantsOf("anna")).toEqual(["a"]);
    }
  });
});

async function partlyApplied(running: Promise<unknown>): Promise<PartlyAppliedError<Record<string, unknown>>> {
  const error = await failureOf(running);
  expect(error).toBeInstanceOf(PartlyAppliedError);
  if (!(error instanceof PartlyAppliedError)) throw error;
  return error;
}
