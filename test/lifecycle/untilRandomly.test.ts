import fc from "fast-check";
import type { Properties } from "../../provider/arguments/arguments.js";
import { defineInspector } from "../../provider/lifecycle/inspector.js";
import { defineHandlers } from "../../provider/lifecycle/lifecycle.js";
import { fuzzSettings } from "../fuzz/settings.js";
import { FakeSystem, fakeDefinition } from "../support/fakeSystem.js";

const { seed } = fuzzSettings;
const day = 86_400_000;
const start = Date.parse("2026-12-01T12:00:00Z");
const names = ["a", "b", "c", "d"] as const;
const subject = "anna";
const anna = { name: "anna", mark: "anna" };
const dayAfter = (days: number) => new Date(start + days * day).toISOString().slice(0, 10);

/** Grants of a program, each with the number of days after which it ends, or for ever. */
const programs = fc.record({
  ends: fc.dictionary(fc.constantFrom(...names), fc.option(fc.integer({ min: 0, max: 20 })), { minKeys: 1 }),
  unlisted: fc.constantFrom("revoke", "keep"),
  onDelete: fc.constantFrom("revoke", "restore"),
});
const steps = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant("wait" as const), days: fc.integer({ min: 1, max: 8 }) }),
    fc.record({ kind: fc.constantFrom("give" as const, "take" as const), grant: fc.constantFrom(...names) }),
    fc.record({
      kind: fc.constantFrom("up" as const, "up --refresh" as const, "refresh" as const, "drift --fix" as const),
    }),
  ),
  { minLength: 4, maxLength: 24 },
);

test(`no run leaves ended access or takes any before its end, whatever happens between (FUZZ_SEED=${seed})`, async () => {
  let [ended, kept] = [0, 0];
  await fc.assert(
    fc.asyncProperty(programs, steps, fc.subarray([...names]), async ({ ends, ...settings }, story, had) => {
      const system = new FakeSystem({ anna: had });
      const definition = fakeDefinition(system);
      const last = Object.entries(ends).flatMap(([name, days]) => (days == null ? [] : [[name, dayAfter(days)]]));
      const args = { subject, permissions: Object.keys(ends), until: Object.fromEntries(last), ...settings };
      let now = start;
      const context = () => ({ config: () => undefined, notify: () => undefined, now: () => now });
      const overAt = (name: string) => {
        const days = (ends as Record<string, number | null>)[name];
        return days == null ? Number.POSITIVE_INFINITY : Date.parse(dayAfter(days)) + day;
      };
      const listed = (name: string) => Object.hasOwn(ends, name);
      const isOver = (name: string) => listed(name) && overAt(name) <= now;
      const isDue = (name: string) => listed(name) && overAt(name) > now;
      const held = () => system.grantsOf(subject);

      let stored: { id: string; inputs: Properties; outputs: Properties } | undefined;
      const refresh = async () => {
        if (stored === undefined) return;
        const live = await defineHandlers(definition, context()).read(stored.outputs);
        if (live !== undefined) stored = { ...live };
      };
      const up = async () => {
        const handlers = defineHandlers(definition, context());
        const { inputs, failures } = handlers.check(args, stored?.inputs ?? {}, anna);
        expect(failures).toEqual([]);
        if (stored === undefined) {
          stored = { inputs, ...(await handlers.create(inputs)) };
        } else if (handlers.diff(stored.outputs, inputs, stored.id).changes) {
          stored = { ...stored, inputs, ...(await handlers.update(stored.outputs, inputs)) };
        } else stored = { ...stored, inputs };
      };
      /** What a hand has given since a run has looked: no run without a look can know of it. */
      const unseen = new Set<string>();
      const looks = (kind: string) => kind === "up --refresh" || kind === "drift --fix";
      await up();
      for (const step of story) {
        const before = held();
        if (step.kind === "wait") now += step.days * day;
        else if (step.kind === "give") {
          system.subjects.get(subject)?.add(step.grant);
          unseen.add(step.grant);
        } else if (step.kind === "take") system.subjects.get(subject)?.delete(step.grant);
        else {
          if (step.kind === "drift --fix") {
            if (stored !== undefined) await defineInspector(definition, context())(stored.outputs).correct();
          } else {
            if (step.kind !== "up") await refresh();
            if (step.kind !== "refresh") await up();
          }
          for (const name of before) if (isDue(name)) expect(held()).toContain(name);
          for (const name of held()) if (!before.includes(name)) expect(isOver(name)).toBe(false);
          if (step.kind === "refresh") continue;
          if (looks(step.kind)) unseen.clear();
          const left = held().filter((name) => isOver(name) && !unseen.has(name));
          expect(left).toEqual([]);
          if (looks(step.kind)) for (const name of names.filter(isDue)) expect(held()).toContain(name);
          ended += names.filter(isOver).length;
          kept += names.filter(isDue).length;
        }
      }
      if (stored !== undefined) await defineHandlers(definition, context()).delete(stored.outputs, stored.id);
      if (settings.onDelete === "restore") {
        const left = held().filter((name) => isOver(name) && !unseen.has(name));
        expect(left).toEqual([]);
      }
    }),
    { seed, numRuns: 300 },
  );
  expect(Math.min(ended, kept)).toBeGreaterThan(100);
});
