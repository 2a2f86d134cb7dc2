import type { OtherProcesses } from "../../provider/contract/Context.js";
import { DuplicateSubjectError } from "../../provider/errors.js";
import { defineHandlers } from "../../provider/lifecycle/lifecycle.js";
import { failureOf } from "../support/failureOf.js";
import { FakeSystem, fakeDefinition, runFake } from "../support/fakeSystem.js";

/** Two processes of one run, as far as they tell each other. */
function processes() {
  const spoken = [new Set<string>(), new Set<string>()] as const;
  const others = (own: 0 | 1): OtherProcesses => ({
    speaksFor: (subject) => void spoken[own].add(subject),
    isSpokenFor: (subject) => spoken[own === 0 ? 1 : 0].has(subject),
    took: () => undefined,
    taken: () => [],
  });
  return [others(0), others(1)] as const;
}
const args = { subject: "anna", permissions: ["a"] };
const handlersOf = (system: FakeSystem, others: OtherProcesses, notes: string[] = []) =>
  defineHandlers(fakeDefinition(system), {
    config: () => undefined,
    now: Date.now,
    notify: (_severity, message) => void notes.push(message),
    others,
  });

test("a resource that another process has taken over keeps its access when this one deletes it", async () => {
  const system = new FakeSystem({ anna: [] });
  const { id, outputs } = await runFake(system).create(args);
  const [old, fresh] = processes();
  const notes: string[] = [];
  const next = handlersOf(system, fresh);
  await next.create(next.check(args, {}, { name: "anne", mark: "1" }).inputs);
  await handlersOf(system, old, notes).delete(outputs, id);
  expect(system.grantsOf("anna")).toEqual(["a"]);
  expect(notes.join()).toContain("left as it is, because another resource of this program manages it");
});

test("and loses it where nobody has", async () => {
  const system = new FakeSystem({ anna: [] });
  const { id, outputs } = await runFake(system).create(args);
  const [old] = processes();
  await handlersOf(system, old).delete(outputs, id);
  expect(system.grantsOf("anna")).toEqual([]);
});

test("two resources on one subject through two processes are refused: one that is made, and one that is there", async () => {
  const system = new FakeSystem({ anna: [] });
  const [one, two] = processes();
  const first = handlersOf(system, one);
  const { id, outputs } = await first.create(first.check(args, {}, { name: "anna", mark: "1" }).inputs);
  const second = handlersOf(system, two);
  const news = second.check({ ...args, permissions: ["b"] }, {}, { name: "bob", mark: "2" }).inputs;
  const { reason } = Object(await failureOf(second.create(news)));
  expect(reason ?? (await failureOf(second.create(news)))).toBeInstanceOf(DuplicateSubjectError);
  expect(() => second.diff(outputs, news, id)).toThrow(DuplicateSubjectError);
  expect(system.grantsOf("anna")).toEqual(["a"]);
});

test("a connection that leads elsewhere is a change, and says that what was given stays where it was", async () => {
  const system = new FakeSystem({ anna: [] });
  const run = runFake(system);
  const { id, outputs } = await run.create(args);
  const definition = fakeDefinition(system);
  const notes: string[] = [];
  const moved = defineHandlers(
    { ...definition, connect: (...given) => ({ ...definition.connect(...given), address: "elsewhere:" }) },
    { config: () => undefined, now: Date.now, notify: (_severity, message) => void notes.push(message) },
  );
  const { inputs } = moved.check(args, outputs, { name: "anna", mark: "1" });
  expect(moved.diff(outputs, inputs, id).changes).toBe(true);
  expect(notes.join()).toContain("leads to elsewhere: now. What it was given at fake: stays there");
  expect(run.handlers.diff(outputs, run.handlers.check(args, outputs).inputs, id).changes).toBe(false);
});
