import { skipsCheckpoints } from "../../provider/connections/defineSystem.js";
import { type Sandbox, startSandbox } from "../../sandbox/index.js";
import { cases } from "../support/cases/index.js";
import { spanelSubuser } from "../support/cases/spanelUserPrivileges.js";
import { contextFor } from "../support/contextFor.js";

const restoring = cases.filter(({ restoring, readable }) => readable && restoring.onDelete === "restore");

describe.each(restoring)("without checkpoints, $name", (system) => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox();
    system.setUp(sandbox);
  });
  afterEach(() => sandbox.close());
  const handlers = (skips: boolean) => system.handlers({ ...contextFor(system.env(sandbox)), skipsCheckpoints: skips });
  const args = { ...system.args, onDelete: "restore" };

  test("is refused at preview when it is new and its destroy needs the baseline", () => {
    const { failures } = handlers(true).check(args);
    expect(failures).toEqual([{ property: "onDelete", reason: expect.stringContaining("PULUMI_SKIP_CHECKPOINTS") }]);
    expect(handlers(false).check(args).failures).toEqual([]);
    expect(handlers(true).check(system.args).failures).toEqual([]);
  });

  test("is not created either, as a replacement would be, and nothing is sent", async () => {
    await expect(handlers(true).create(args)).rejects.toThrow("PULUMI_SKIP_CHECKPOINTS");
    expect(sandbox.log.requests).toEqual([]);
  });

  test("gets no baseline when it is new: what it finds may be what a killed run wrote, of this program or of an earlier one", async () => {
    const { outputs } = await handlers(true).create(handlers(true).check(system.changedArgs).inputs);
    expect(outputs.baseline).toBeNull();
    expect(system.live(sandbox)).toEqual(system.changed);
  });

  test("cannot become one that restores, with checkpoints or without: nobody knows what was there", async () => {
    const { outputs } = await handlers(true).create(handlers(true).check(system.args).inputs);
    for (const later of [handlers(true), handlers(false)]) {
      const { inputs } = later.check(args, outputs);
      expect(() => later.diff(outputs, inputs)).toThrow('onDelete cannot be "restore"');
    }
  });

  test("may become one that restores when it was created with checkpoints", async () => {
    const { outputs } = await handlers(false).create(handlers(false).check(system.args).inputs);
    const { inputs } = handlers(true).check(args, outputs);
    expect(handlers(true).diff(outputs, inputs).changes).toBe(true);
    const updated = await handlers(true).update(outputs, inputs);
    await handlers(true).delete(updated.outputs);
    expect(system.live(sandbox)).toEqual(system.before);
  });

  test("that exists already has its baseline, and is updated and destroyed as ever", async () => {
    const { outputs } = await handlers(false).create(handlers(false).check(args).inputs);
    const { inputs, failures } = handlers(true).check({ ...system.changedArgs, onDelete: "restore" }, outputs);
    expect(failures).toEqual([]);
    const updated = await handlers(true).update(outputs, inputs);
    await handlers(true).delete(updated.outputs);
    expect(system.live(sandbox)).toEqual(system.before);
  });
});

test("without checkpoints, a sub-user that restores what the program says must go on to say it", async () => {
  const sandbox = await startSandbox();
  try {
    spanelSubuser.setUp(sandbox);
    const handlers = spanelSubuser.handlers({ ...contextFor(sandbox.spanel.env), skipsCheckpoints: true });
    const args = { ...spanelSubuser.args, onDelete: "restore" };
    const { outputs } = await handlers.create(handlers.check({ ...args, restoreTo: { email: "all" } }).inputs);
    expect(() => handlers.diff(outputs, handlers.check(args, outputs).inputs)).toThrow('onDelete cannot be "restore"');
  } finally {
    await sandbox.close();
  }
});

test.each([
  ["1", true],
  ["true", true],
  ["TRUE", true],
  ["0", false],
  ["false", false],
  ["", false],
  [undefined, false],
])("PULUMI_SKIP_CHECKPOINTS=%s is understood as the engine does", (value, expected) => {
  expect(skipsCheckpoints({ PULUMI_SKIP_CHECKPOINTS: value })).toBe(expected);
});
