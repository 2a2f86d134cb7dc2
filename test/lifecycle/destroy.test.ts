import type { Covers } from "../../provider/access/access.js";
import { NotConvergedError, SubjectNotFoundError } from "../../provider/errors.js";
import { failureOf } from "../support/failureOf.js";
import { FakeSystem, runFake } from "../support/fakeSystem.js";

const subject = "anna";

/** Creates with `a` and `b` where `a` and `z` were, then makes somebody else grant `later`. */
async function created(args: object) {
  const system = new FakeSystem({ anna: ["a", "z"] });
  const run = runFake(system);
  const { outputs } = await run.create({ subject, permissions: ["a", "b"], ...args });
  system.subjects.get("anna")?.add("later");
  system.calls.length = 0;
  return { system, run, outputs, destroy: () => run.handlers.delete(outputs) };
}

it.each([
  { unlisted: "revoke", onDelete: "revoke", left: [] },
  { unlisted: "revoke", onDelete: "restore", left: ["a", "z"] },
  { unlisted: "revoke", onDelete: "keep", left: ["a", "b", "later"] },
  { unlisted: "keep", onDelete: "revoke", left: ["later", "z"] },
  { unlisted: "keep", onDelete: "restore", left: ["a", "later", "z"] },
  { unlisted: "keep", onDelete: "keep", left: ["a", "b", "later", "z"] },
])("destroy with unlisted $unlisted and onDelete $onDelete leaves $left", async ({ left, ...args }) => {
  const { system, destroy } = await created(args);
  await destroy();
  expect(system.grantsOf("anna")).toEqual(left);
});

it('"keep" asks the system nothing and says what stays', async () => {
  const { system, run, destroy } = await created({ onDelete: "keep" });
  system.offLimits = true;
  await destroy();
  expect(run.notes.at(-1)).toBe('warning: fake subject anna: left as it is, because onDelete is "keep": a, b');
});

it('"restore" under "keep" gives back a denied grant that was there before', async () => {
  const { system, destroy } = await created({ unlisted: "keep", onDelete: "restore", denied: ["z"] });
  expect(system.grantsOf("anna")).toEqual(["a", "b", "later"]);
  await destroy();
  expect(system.grantsOf("anna")).toEqual(["a", "later", "z"]);
});

it('"restore" writes restoreTo where the program gives one', async () => {
  const { system, destroy } = await created({ onDelete: "restore", restoreTo: ["b", "c"] });
  await destroy();
  expect(system.grantsOf("anna")).toEqual(["b", "c"]);
});

it('"restore" without a known baseline warns and changes nothing', async () => {
  const { system, run, outputs } = await created({ onDelete: "restore" });
  await run.handlers.delete({ ...outputs, baseline: null });
  expect(system.calls).toEqual([]);
  expect(run.notes.at(-1)).toMatch(/^warning: fake subject anna: nothing to restore.*left as it is: a, b$/);
});

it.each(["revoke", "restore"])("destroy with onDelete %s of a subject that is gone is fine", async (onDelete) => {
  const { system, destroy } = await created({ onDelete });
  system.subjects.delete("anna");
  await destroy();
  expect(system.writes()).toEqual([]);
});

it("destroy writes nothing when there is nothing to do", async () => {
  const { system, destroy } = await created({ onDelete: "revoke" });
  system.subjects.get("anna")?.clear();
  await destroy();
  expect(system.writes()).toEqual([]);
});

it("destroy never removes the subject itself", async () => {
  const { system, destroy } = await created({ onDelete: "revoke" });
  await destroy();
  expect([...system.subjects.keys()]).toEqual(["anna"]);
});

it("destroy fails when the system does not take a grant away, and names it", async () => {
  const { system, destroy } = await created({ onDelete: "revoke" });
  system.ignored.add("b");
  const error = await failureOf(destroy());
  expect(error).toBeInstanceOf(NotConvergedError);
  expect(error.message).toContain("not revoked: b");
});

it("destroy after a failed write also takes back what that write may have made", async () => {
  const system = new FakeSystem({ anna: ["z"] });
  const run = runFake(system);
  const { outputs } = await run.create({ subject, permissions: ["a"], unlisted: "keep" });
  system.breaksAfter = 1;
  const inputs = run.handlers.check({ subject, permissions: ["a", "b", "c"], unlisted: "keep" }).inputs;
  const error = await failureOf(run.handlers.update(outputs, inputs));
  expect(system.grantsOf("anna")).toEqual(["a", "b", "z"]);
  system.breaksAfter = undefined;
  await run.handlers.delete(Object(Reflect.get(error, "state")));
  expect(system.grantsOf("anna")).toEqual(["z"]);
});

it('"restore" under "keep" does not give again what others have taken away since', async () => {
  const { system, destroy } = await created({ unlisted: "keep", onDelete: "restore" });
  system.subjects.get("anna")?.delete("z");
  await destroy();
  expect(system.grantsOf("anna")).toEqual(["a", "later"]);
});

it('"restore" under "keep" gives back what an earlier version of the program took away', async () => {
  const system = new FakeSystem({ anna: ["a", "b", "z"] });
  const run = runFake(system);
  const common = { subject, unlisted: "keep", onDelete: "restore" };
  const first = await run.create({ ...common, permissions: ["a"], denied: ["b"] });
  const inputs = run.handlers.check({ ...common, permissions: ["c"] }).inputs;
  const second = await run.handlers.update(first.outputs, inputs);
  const third = await run.handlers.update(second.outputs, run.handlers.check({ ...common, permissions: [] }).inputs);
  expect(system.grantsOf("anna")).toEqual(["z"]);
  await run.handlers.delete(third.outputs);
  expect(system.grantsOf("anna")).toEqual(["a", "b", "z"]);
});

it('"restore" under "keep" gives back what a run took away that came after a failed one', async () => {
  const system = new FakeSystem({ anna: ["a"] });
  const run = runFake(system);
  const first = await run.create({ subject, permissions: ["a"] });
  system.breaksAfter = 1;
  const broken = run.handlers.update(first.outputs, run.handlers.check({ subject, permissions: ["b"] }).inputs);
  const left = Object(Reflect.get(await failureOf(broken), "state"));
  expect(system.grantsOf("anna")).toEqual(["a", "b"]);
  system.breaksAfter = undefined;
  const keeping = { subject, permissions: [], unlisted: "keep", onDelete: "restore" };
  const second = await run.handlers.update(left, run.handlers.check(keeping).inputs);
  expect(system.grantsOf("anna")).toEqual([]);
  await run.handlers.delete(second.outputs);
  expect(system.grantsOf("anna")).toEqual(["a"]);
});

it('destroy under "keep" leaves what the program let go of and somebody else gave again', async () => {
  const system = new FakeSystem({ anna: [] });
  const run = runFake(system);
  const { outputs } = await run.create({ subject, permissions: ["a"], unlisted: "keep" });
  const { inputs } = run.handlers.check({ subject, permissions: ["b"], unlisted: "keep" });
  const updated = await run.handlers.update(outputs, inputs);
  system.subjects.get("anna")?.add("a");
  await run.handlers.delete(updated.outputs);
  expect(system.grantsOf("anna")).toEqual(["a"]);
});

it('"restore" under "keep" writes all of restoreTo, also what the program never spoke of', async () => {
  const { system, destroy } = await created({ unlisted: "keep", onDelete: "restore", restoreTo: ["c"] });
  await destroy();
  expect(system.grantsOf("anna")).toEqual(["c", "later", "z"]);
});

describe("a destroy that fails", () => {
  const missing = new SubjectNotFoundError("anna", "Create it first.");

  it.each([true, false])("is an error, whether the system can be read or not: %s", async (readable) => {
    const { system, destroy } = await created({});
    system.readable = readable;
    system.breaksAfter = 0;
    expect((await failureOf(destroy())).message).toBe("the connection broke");
  });

  it("because the subject is said not to exist is an error where a read shows it", async () => {
    const { system, destroy } = await created({});
    system.breaksAfter = 0;
    system.breaksWith = missing;
    expect(await failureOf(destroy())).toBe(missing);
  });

  it("because the subject is said not to exist lets go of it where nothing can be read, and says so", async () => {
    const { system, run, destroy } = await created({});
    system.readable = false;
    system.breaksAfter = 0;
    system.breaksWith = missing;
    await destroy();
    expect(run.notes.at(-1)).toMatch(/^warning: fake subject anna: taken for gone, and let go: anna does not exist/);
  });
});

it("destroy in the run that created the resource takes its access away, also after that run wrote it again", async () => {
  const system = new FakeSystem({ anna: [] });
  const run = runFake(system);
  const { id, outputs } = await run.create({ subject, permissions: ["a"] });
  run.clock.now += 1;
  const updated = await run.handlers.update(outputs, run.handlers.check({ subject, permissions: ["a", "b"] }).inputs);
  await run.handlers.delete(updated.outputs, id);
  expect(system.grantsOf("anna")).toEqual([]);
  const again = await run.create({ subject, permissions: ["a"] });
  await run.handlers.delete(again.outputs, again.id);
  expect(system.grantsOf("anna")).toEqual([]);
});

const covers: Covers = (wider, narrower) =>
  wider === narrower || (wider === "email/*" && narrower.startsWith("email/"));

it('"restore" under "keep" gives back the narrower grant that went together with the wider one of the program', async () => {
  const system = new FakeSystem({ anna: ["email/accounts", "z"] });
  const run = runFake(system, covers);
  const { outputs } = await run.create({ subject, permissions: ["email/*"], unlisted: "keep", onDelete: "restore" });
  system.subjects.get("anna")?.delete("email/accounts");
  await run.handlers.delete(outputs);
  expect(system.grantsOf("anna")).toEqual(["email/accounts", "z"]);
});

it('"restore" under "keep" gives back the wider grant in place of which the program had a narrower one', async () => {
  const system = new FakeSystem({ anna: ["email/*", "z"] });
  const run = runFake(system, covers);
  const narrow = { subject, permissions: ["email/accounts"] };
  const first = await run.create(narrow);
  expect(system.grantsOf("anna")).toEqual(["email/accounts"]);
  const { inputs } = run.handlers.check({ ...narrow, unlisted: "keep", onDelete: "restore" });
  const second = await run.handlers.update(first.outputs, inputs);
  await run.handlers.delete(second.outputs);
  // The narrower one may stay: the wider one gives it anyway. What the program took while it revoked comes back too.
  expect(system.grantsOf("anna")).toEqual(["email/*", "email/accounts", "z"]);
});
