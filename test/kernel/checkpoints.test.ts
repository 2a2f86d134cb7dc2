import { skipsCheckpoints } from "../../provider/kernel/connection.js";
import { type Sandbox, startSandbox } from "../../sandbox/index.js";
import { cases } from "../support/cases/index.js";
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

  test("that finds the declared access has no baseline: it may be what a killed run wrote", async () => {
    await handlers(false).create(handlers(false).check(system.args).inputs);
    const { outputs } = await handlers(true).create(handlers(true).check(system.args).inputs);
    expect(outputs.baseline).toBeNull();
    const { inputs } = handlers(true).check({ ...system.args, onDelete: "restore" }, outputs);
    const updated = await handlers(true).update(outputs, inputs);
    await handlers(true).delete(updated.outputs);
    expect(system.live(sandbox)).toEqual(system.granted);
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
