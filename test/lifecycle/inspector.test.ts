import { DuplicateSubjectError, SubjectNotFoundError, UnsafeChangeError } from "../../provider/errors.js";
import { defineInspector, type Inspector } from "../../provider/lifecycle/inspector.js";
import { failureOf } from "../support/failureOf.js";
import { FakeSystem, fakeDefinition, runFake } from "../support/fakeSystem.js";

const subject = "anna";
const context = { config: () => undefined, notify: () => undefined, now: Date.now };

/** A stored resource that drifted: `a` is lost, `z` is gained. */
async function drifted(more: object = {}) {
  const system = new FakeSystem({ anna: [] });
  const { outputs } = await runFake(system).create({ subject, permissions: ["a", "b"], ...more });
  system.subjects.get("anna")?.add("z").delete("a");
  return { system, outputs };
}
const openIn = (system: FakeSystem): Inspector => defineInspector(fakeDefinition(system), context);

test("a correction puts back what was last applied, and says what it did", async () => {
  const { system, outputs } = await drifted();
  const stored = openIn(system)(outputs);
  expect(await stored.inspect()).toMatchObject({ status: "drifted", gained: ["z"], lost: ["a"] });
  expect(await stored.correct()).toEqual({ grant: ["a"], revoke: ["z"] });
  expect(system.grantsOf("anna")).toEqual(["a", "b"]);
});

test("what was last applied and cannot be said in arguments any more is not corrected by half", async () => {
  const { system, outputs } = await drifted();
  const definition = fakeDefinition(system);
  const forgetful: typeof definition = {
    ...definition,
    render: (grants, args) =>
      definition.render(
        grants.filter((grant) => grant !== "b"),
        args,
      ),
  };
  const stored = defineInspector(forgetful, context)(outputs);
  expect(stored.obstacle()).toContain("cannot be put in arguments any more");
  expect(await failureOf(stored.correct())).toBeInstanceOf(UnsafeChangeError);
  expect(system.grantsOf("anna")).toEqual(["b", "z"]);
});

test("a correction makes nobody anew who has gone since", async () => {
  const { system, outputs } = await drifted();
  const definition = fakeDefinition(system);
  let enrolled = 0;
  const enrolling: typeof definition = {
    ...definition,
    connect: (...given) => ({
      ...definition.connect(...given),
      enroll: async () => {
        enrolled += 1;
        throw new Error("nobody is to be enrolled");
      },
    }),
  };
  system.subjects.delete("anna");
  expect(await failureOf(defineInspector(enrolling, context)(outputs).correct())).toBeInstanceOf(SubjectNotFoundError);
  expect(enrolled).toBe(0);
});

test("of two resources that speak for one subject only the first is corrected: each would undo the other", async () => {
  const { system, outputs } = await drifted();
  const open = openIn(system);
  await open(outputs).correct();
  const other = open({ ...outputs, connection: "second" });
  system.subjects.get("anna")?.add("z");
  expect(await failureOf(other.correct())).toBeInstanceOf(DuplicateSubjectError);
  expect(system.grantsOf("anna")).toEqual(["a", "b", "z"]);
});
