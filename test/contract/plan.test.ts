import { planReport } from "../../cli/plan/planReport.js";
import { exitStatus, planSchema } from "../../cli/plan/report.js";
import type { Handlers } from "../../provider/lifecycle/lifecycle.js";
import { type Sandbox, startSandbox } from "../../sandbox/index.js";
import { type Args, cases } from "../support/cases/index.js";
import { contextFor } from "../support/contextFor.js";
import { type GivenStep, previewOf } from "../support/previewOf.js";

const missingIn = (some: readonly string[], all: readonly string[]) =>
  some.filter((grant) => !all.includes(grant)).sort();

describe.each(cases)("the plan for $name", (system) => {
  let sandbox: Sandbox;
  let handlers: Handlers;
  beforeEach(async () => {
    sandbox = await startSandbox();
    system.setUp(sandbox);
    nextRun();
  });
  afterEach(() => sandbox.close());

  const nextRun = () => {
    handlers = system.handlers(contextFor(system.env(sandbox)));
  };
  const { path } = system;
  const foretold = async (...steps: readonly GivenStep[]) => {
    sandbox.log.clear();
    const report = await planReport(previewOf(...steps), contextFor(system.env(sandbox)));
    expect(planSchema.parse(report)).toEqual(report);
    expect(sandbox.log.writes()).toEqual([]);
    return report;
  };
  /** What the plan says must be what then happens. */
  const comesTrue = async (step: GivenStep, happen: () => Promise<unknown>) => {
    const before = [...system.live(sandbox)];
    const report = await foretold(step);
    const [planned] = report.subjects;
    await happen();
    const after = system.live(sandbox);
    if (!system.readable) {
      expect([planned?.status, exitStatus(report, 0)]).toEqual(["unobservable", 0]);
      // What is known is named all the same, and none of it is wrong.
      expect(missingIn(planned?.grants ?? [], after)).toEqual([]);
      expect((planned?.revokes ?? []).filter((grant) => after.includes(grant))).toEqual([]);
      expect(planned?.remark).toMatch(/^is (new|changed|removed); only what was last applied is known/);
      return planned;
    }
    expect([planned?.grants, planned?.revokes]).toEqual([missingIn(after, before), missingIn(before, after)]);
    expect(planned?.losesEverything).toBe(before.length > 0 && after.length === 0);
    expect(exitStatus(report, 99)).toBe(missingIn(after, before).length + missingIn(before, after).length > 0 ? 2 : 0);
    return planned;
  };
  const created = async (args: Args = system.args) => {
    const { inputs } = handlers.check(args, {}, { name: "it", mark: "it" });
    const made = await handlers.create(inputs);
    nextRun();
    return { ...made, inputs };
  };

  test("of a new resource names what the take-over gives and takes", async () => {
    const { inputs } = handlers.check(system.args);
    const planned = await comesTrue({ operation: "create", path, inputs }, () => handlers.create(inputs));
    if (system.readable) expect(planned?.status).toBe("new");
  });

  test("of an update is measured on live access, drift included", async () => {
    const { outputs, inputs } = await created();
    if (system.readable) system.drift.make(sandbox);
    const news = handlers.check(system.changedArgs, inputs).inputs;
    const step = { operation: "update", path, before: { id: system.id, outputs }, inputs: news };
    await comesTrue(step, () => handlers.update(outputs, news));
  });

  test("of a resource that stays as it is changes nobody, also where access has drifted, which it says", async () => {
    const { outputs, inputs } = await created();
    if (system.readable) system.drift.make(sandbox);
    const report = await foretold({ operation: "same", path, before: { id: system.id, outputs }, inputs });
    expect(report.subjects).toMatchObject([{ status: "unchanged", grants: [], revokes: [], losesEverything: false }]);
    expect(report.subjects[0]?.remark).toContain(system.readable ? "has drifted" : "");
    expect(exitStatus(report, 0)).toBe(0);
  });

  test.each(["revoke", "restore", "keep"])("of a resource that goes with onDelete %s", async (onDelete) => {
    const args = { ...system.args, onDelete };
    const isRefused = handlers.check(args).failures.length > 0;
    if (isRefused || (onDelete === "restore" && !system.readable)) return;
    const { id, outputs } = await created(args);
    const planned = await comesTrue({ operation: "delete", path, before: { id, outputs } }, () =>
      handlers.delete(outputs, id),
    );
    if (system.readable) expect(planned?.status).toBe("removed");
    else if (onDelete === "revoke") expect(planned?.revokes).toEqual([...system.granted].sort());
    if (onDelete === "keep" && system.readable) expect(planned?.remark).toContain('because onDelete is "keep"');
  });

  test("of a resource that only changes its name takes nothing from anybody", async () => {
    const { id, outputs, inputs } = await created();
    const steps = [
      { operation: "delete", path, name: "old", before: { id, outputs } },
      { operation: "create", path, name: "new", inputs },
    ];
    const { subjects } = await foretold(...steps);
    expect(subjects.flatMap(({ revokes }) => revokes)).toEqual([]);
    if (!system.readable) return;
    expect(subjects.flatMap(({ grants }) => grants)).toEqual([]);
    expect(subjects.map(({ status }) => status).sort()).toEqual(["new", "removed"]);
  });

  test("of an interrupted rename is that of the one that stays, whose access is made as declared", async () => {
    if (!system.readable) return;
    const old = await created();
    const { id, outputs, inputs } = await created();
    system.drift.make(sandbox);
    const steps = [
      { operation: "delete", path, name: "old", before: old },
      { operation: "same", path, name: "new", before: { id, outputs }, inputs },
    ];
    const before = [...system.live(sandbox)];
    const { subjects } = await foretold(...steps);
    const made = handlers.check(system.args, inputs, { name: "new", mark: "new" }).inputs;
    handlers.diff(outputs, made, id);
    await handlers.delete(old.outputs, old.id);
    const after = system.live(sandbox);
    const named = (key: "grants" | "revokes") => subjects.flatMap((one) => one[key]).sort();
    expect([named("grants"), named("revokes")]).toEqual([missingIn(after, before), missingIn(before, after)]);
    expect(named("revokes").length).toBeGreaterThan(0);
  });

  test("of somebody who is gone says so", async () => {
    if (!system.showsExistence) return;
    const { outputs, inputs, id } = await created();
    system.remove(sandbox);
    const same = await foretold({ operation: "same", path, before: { id, outputs }, inputs });
    expect(same.subjects).toMatchObject([{ status: "unchanged", remark: "is gone" }]);
    const removed = await foretold({ operation: "delete", path, before: { id, outputs } });
    expect(removed.subjects).toMatchObject([{ status: "removed", remark: "is gone already", revokes: [] }]);
  });
});
