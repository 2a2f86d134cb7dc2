import { NotConvergedError } from "../../provider/errors.js";
import { type Sandbox, startSandbox } from "../../sandbox/index.js";
import { cases } from "../support/cases/index.js";
import { contextFor } from "../support/contextFor.js";
import { failureOf } from "../support/failureOf.js";

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.close());

describe.each(cases.filter(({ readable }) => readable))("$name", (system) => {
  const open = (settings: Readonly<Record<string, string>> = {}) => {
    system.setUp(sandbox);
    return system.handlers(contextFor({ ...system.env(sandbox), ...settings }));
  };

  test("a read that shows what was there before a write is repeated, until it shows what was written", async () => {
    const handlers = open();
    sandbox.lateReads.times = 3;
    const { outputs } = await handlers.create(handlers.check(system.args).inputs);
    expect(system.live(sandbox)).toEqual(system.granted);
    const updated = await handlers.update(outputs, handlers.check(system.changedArgs).inputs);
    expect(system.live(sandbox)).toEqual(system.changed);
    expect(updated.outputs).toMatchObject({ __state: { verified: true } });
  });

  test("a write whose answer was lost counts once a read shows it, also where the first ones are late", async () => {
    const handlers = open({ [`${system.path.split("/")[0]?.toUpperCase()}_RETRIES`]: "0" });
    sandbox.lateReads.times = 2;
    sandbox.faults.add({ kind: "reset", reads: false, afterEffect: true });
    const { outputs } = await handlers.create(handlers.check(system.args).inputs);
    expect(outputs).toMatchObject({ __state: { verified: true } });
    expect(sandbox.faults.areSpent).toBe(true);
    expect(system.live(sandbox)).toEqual(system.granted);
  });

  test("one that goes on showing it is an error, and what was read last is in the state", async () => {
    const handlers = open();
    sandbox.lateReads.times = 4;
    const error = await failureOf(handlers.create(handlers.check(system.args).inputs)).catch(() => undefined);
    // An answer that proves what was written needs no read.
    if (error === undefined) expect(system.live(sandbox)).toEqual(system.granted);
    else expect(Reflect.get(error, "reason") ?? error).toBeInstanceOf(NotConvergedError);
    expect(error === undefined).toBe(system.name.startsWith("ShopUser"));
  });
});
