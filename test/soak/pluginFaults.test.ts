import type { Fault } from "../../sandbox/faults.js";
import { type Sandbox, startSandbox } from "../../sandbox/index.js";
import { cases } from "../support/cases/index.js";
import { CallError, PluginClient, settingsOf, urnOf } from "../support/PluginClient.js";
import { repeatAtOnce } from "../support/repeatAtOnce.js";
import { captureState, installState, type SandboxState } from "../support/sandboxState.js";

repeatAtOnce();

/** What goes wrong with every call of a run; `test/faults` has all of it, beneath the shells. */
const kinds: readonly Fault[] = [
  { kind: "reset" },
  { kind: "truncate" },
  { kind: "html" },
  { kind: "status", status: 500 },
  { kind: "status", status: 403 },
  { kind: "status", status: 429, retryAfter: 1 },
];
const faults = kinds.flatMap((fault): Fault[] => [true, false].map((reads) => ({ ...fault, reads, times: 99 })));

describe.each(cases)("$name through the plugin", (system) => {
  let sandbox: Sandbox;
  let start: SandboxState;
  beforeAll(async () => {
    sandbox = await startSandbox();
    system.setUp(sandbox);
    start = captureState(sandbox);
  });
  afterAll(() => sandbox.close());
  const urn = urnOf(system.path, "anna");

  const inRun = async <Result>(task: (plugin: PluginClient) => Promise<Result>): Promise<Result> => {
    const settings = Object.entries(settingsOf(system.env(sandbox)));
    const plugin = await PluginClient.start(
      Object.fromEntries(settings.map(([name, values]) => [name, { ...values, retries: "0" }])),
    );
    return task(plugin).finally(() => plugin.close());
  };

  test.each(faults)("a run that met %j is named, and repaired by the next one", async (fault) => {
    installState(sandbox, start);
    const { id, outputs } = await inRun(async (plugin) =>
      plugin.create(urn, (await plugin.check(urn, system.args)).inputs),
    );
    sandbox.faults.add(fault);
    const error = await inRun(async (plugin) => {
      const { inputs } = await plugin.check(urn, system.changedArgs);
      return plugin.update(urn, id, outputs, inputs).catch((one: unknown) => one);
    });
    sandbox.faults.clear();
    if (!(error instanceof CallError)) {
      // A system that is never read for this change has met no such fault.
      expect(system.live(sandbox)).toEqual(system.changed);
      return;
    }
    expect(error.message).toMatch(/^\w+Error: [^\n]+$/);
    const left = error.left?.outputs ?? outputs;
    await inRun(async (plugin) => {
      const { inputs } = await plugin.check(urn, system.changedArgs);
      expect((await plugin.diff(urn, id, left, inputs)).changes).toBe(true);
      await plugin.update(urn, id, left, inputs);
    });
    expect(system.live(sandbox)).toEqual(system.changed);
  });
});
