import type { StoredResource } from "../../cli/drift/deployment.js";
import { driftReport } from "../../cli/drift/driftReport.js";
import { reportSchema } from "../../cli/drift/report.js";
import { upperSnake } from "../../provider/connections/namedConnections.js";
import { systems } from "../../provider/systems/systems.js";
import { type Sandbox, startSandbox } from "../../sandbox/index.js";
import { cases } from "../support/cases/index.js";
import { contextFor } from "../support/contextFor.js";
import { created, deploymentOf } from "../support/deploymentOf.js";

describe.each(cases)("drift of $name", (system) => {
  let sandbox: Sandbox;
  let stored: StoredResource;
  beforeEach(async () => {
    sandbox = await startSandbox();
    system.setUp(sandbox);
    stored = await created(system, contextFor(system.env(sandbox)), system.args);
    sandbox.log.clear();
  });
  afterEach(() => sandbox.close());

  const report = async (action: "report" | "plan" | "fix") => {
    const found = await driftReport(deploymentOf([stored]), contextFor(system.env(sandbox)), { action });
    expect(reportSchema.parse(found)).toEqual(found);
    return found;
  };
  const only = async (action: "report" | "plan" | "fix" = "report") => (await report(action)).resources[0];

  test("what was applied and stayed is in sync, or said to be unobservable", async () => {
    const { summary, resources } = await report("report");
    expect(resources).toHaveLength(1);
    expect(resources[0]?.status).toBe(system.readable ? "in-sync" : "unobservable");
    expect(summary).toMatchObject({ resources: 1, drifted: 0, failed: 0, gone: 0 });
    expect(sandbox.log.writes()).toEqual([]);
  });

  test("a look writes nothing and a plan neither", async () => {
    system.drift.make(sandbox);
    const drifted = [...system.live(sandbox)];
    await report("report");
    await report("plan");
    expect(sandbox.log.writes()).toEqual([]);
    expect(system.live(sandbox)).toEqual(drifted);
  });

  if (system.readable) {
    test("names who gained and lost what, as seen from what was last applied", async () => {
      system.drift.make(sandbox);
      const { gained, lost } = system.drift;
      expect(await only()).toMatchObject({ status: "drifted", gained, lost });
    });

    test("shows the plan that leads back", async () => {
      system.drift.make(sandbox);
      const { gained, lost } = system.drift;
      const resource = await only("plan");
      expect(resource).toMatchObject({ status: "drifted", planned: { grant: lost, revoke: gained } });
    });

    test("a correction writes the last-applied access back, and says what it did", async () => {
      system.drift.make(sandbox);
      const { gained, lost } = system.drift;
      expect(await only("fix")).toMatchObject({
        status: "in-sync",
        gained: [],
        lost: [],
        corrected: { grant: lost, revoke: gained },
      });
      expect(system.live(sandbox)).toEqual(system.granted);
      expect(sandbox.log.writes()).toHaveLength(1);
    });

    test("a correction after an accepted refresh still goes back to what was last applied", async () => {
      system.drift.make(sandbox);
      const live = await system.handlers(contextFor(system.env(sandbox))).read(stored.outputs);
      stored = { ...stored, outputs: live?.outputs ?? {} };
      expect(await only("fix")).toMatchObject({ status: "in-sync" });
      expect(system.live(sandbox)).toEqual(system.granted);
    });

    test("what did not drift is not written by a correction", async () => {
      expect(await only("fix")).toMatchObject({ status: "in-sync" });
      expect(sandbox.log.writes()).toEqual([]);
    });

    test("with unlisted keep, what the program does not mention is no drift and survives a correction", async () => {
      const args = { ...system.args, unlisted: "keep" };
      stored = await created(system, contextFor(system.env(sandbox)), args);
      const before = [...system.live(sandbox)];
      system.drift.make(sandbox);
      const { gained, lost } = system.drift;
      expect(await only()).toMatchObject({ status: "drifted", gained: [], lost });
      await report("fix");
      expect([...system.live(sandbox)].sort()).toEqual([...new Set([...before, ...gained])].sort());
    });
  } else {
    test("a correction leaves alone what cannot be read", async () => {
      system.drift.make(sandbox);
      expect(await only("fix")).toMatchObject({ status: "unobservable", error: expect.stringContaining("Set") });
      expect(sandbox.log.writes()).toEqual([]);
    });
  }

  if (system.showsExistence) {
    test("who is gone is said to be gone, and a correction makes nobody", async () => {
      system.remove(sandbox);
      expect(await only()).toMatchObject({ status: "gone" });
      expect(await only("fix")).toMatchObject({
        status: "gone",
        error: expect.stringContaining("pulumi up --refresh"),
      });
      expect(sandbox.log.writes()).toEqual([]);
    });
  }

  test("a server that does not answer fails its resources and not the report", async () => {
    const dead = Object.fromEntries(
      systems.flatMap(({ name }) => [
        [`${upperSnake(name)}_URL`, "http://127.0.0.1:9"],
        [`${upperSnake(name)}_RETRIES`, "0"],
      ]),
    );
    const env = { ...system.env(sandbox), ...dead };
    const { resources, summary } = await driftReport(deploymentOf([stored]), contextFor(env), { action: "fix" });
    if (system.showsExistence) {
      expect(summary.failed).toBe(1);
      expect(resources[0]).toMatchObject({ status: "failed", error: expect.stringContaining("127.0.0.1") });
    } else {
      expect(resources[0]).toMatchObject({ status: "unobservable" });
    }
  });
});
