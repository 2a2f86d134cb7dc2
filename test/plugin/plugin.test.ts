import type { Properties } from "../../provider/arguments/arguments.js";
import { type Sandbox, startSandbox } from "../../sandbox/index.js";
import { cases } from "../support/cases/index.js";
import { CallError, PluginClient, settingsOf, urnOf } from "../support/PluginClient.js";
import { captureState, installState, type SandboxState } from "../support/sandboxState.js";

/** The properties that say what somebody may do. */
/** Arguments of every kind that say nothing of access. */
const common = ["connection", "unlisted", "onDelete", "until", "timeZone", "baseline"];

describe.each(cases)("$name through the plugin", (system) => {
  let sandbox: Sandbox;
  let plugin: PluginClient;
  let start: SandboxState;
  beforeAll(async () => {
    sandbox = await startSandbox();
    system.setUp(sandbox);
    start = captureState(sandbox);
  });
  const nextRun = async (settings: Properties = {}) => {
    plugin?.close();
    plugin = await PluginClient.start({ ...settingsOf(system.env(sandbox)), ...settings });
  };
  beforeEach(async () => {
    installState(sandbox, start);
    await nextRun();
  });
  afterAll(async () => {
    plugin.close();
    await sandbox.close();
  });

  const urn = urnOf(system.path, "anna");
  const checked = async (args: Properties) => (await plugin.check(urn, args)).inputs;
  const create = async () => plugin.create(urn, await checked(system.args));

  test("a resource is made, compared, changed, and given up", async () => {
    const { id, outputs, refreshes } = await create();
    expect([id, refreshes]).toEqual([system.id, true]);
    expect(system.live(sandbox)).toEqual(system.granted);
    const changed = await checked(system.changedArgs);
    expect((await plugin.diff(urn, id, outputs, await checked(system.sameArgs))).changes).toBe(false);
    expect((await plugin.diff(urn, id, outputs, changed)).changes).toBe(true);
    await plugin.update(urn, id, outputs, changed);
    expect(system.live(sandbox)).toEqual(system.changed);
    await plugin.delete(urn, id, { ...outputs, onDelete: "keep" });
    expect(system.live(sandbox)).toEqual(system.changed);
  });

  test("its outputs are those of a dynamic resource too", async () => {
    const { outputs } = await create();
    expect(outputs.__provider).toBe(`exports.handler=()=>require("pulumi-permissions/${system.path}")`);
  });

  test("wrong arguments are reported by property path", async () => {
    const { failures } = await plugin.check(urn, system.wrong.args);
    expect(failures.map(({ property }) => property).sort()).toEqual([...system.wrong.paths].sort());
  });

  test("a preview writes nothing, and knows what is there now where that can be read", async () => {
    sandbox.log.clear();
    const { outputs } = await plugin.create(urn, await checked(system.args), true);
    expect(sandbox.log.writes()).toEqual([]);
    expect(outputs.baseline).toEqual(system.readable ? system.before : null);
    expect(plugin.notices.join("\n")).toMatch(system.readable ? /^anna \(.*\): grants /m : /not read: /);
    expect(plugin.told.every((told) => told.urn === urn)).toBe(true);
  });

  if (system.readable) {
    test("drift is named, and differs by the properties that have drifted", async () => {
      const { id, outputs } = await create();
      system.drift.make(sandbox);
      await nextRun();
      const live = await plugin.read(urn, id, outputs);
      expect(plugin.notices.join("\n")).toContain("has drifted");
      const { detailed } = await plugin.diff(urn, id, live?.outputs ?? {}, await checked(system.args));
      expect(Object.keys(detailed)).not.toEqual([]);
      const changed = Object.keys(detailed).map((path) => path.replace(/[.[].*/s, ""));
      const identity = system.otherSubjects.flatMap((other) => Object.keys(other));
      expect(changed.filter((property) => [...common, ...identity].includes(property))).toEqual([]);
    });

    test("an import reads somebody by an id, and what it says asks for no change", async () => {
      await create();
      await nextRun();
      sandbox.log.clear();
      const imported = await plugin.read(urn, system.id);
      expect(imported?.id).toBe(system.id);
      const defaults = ["connection", "unlisted", "onDelete", "denied"];
      expect(Object.keys(imported?.inputs ?? {}).filter((name) => defaults.includes(name))).toEqual([]);
      const news = await checked(imported?.inputs ?? {});
      expect(await plugin.diff(urn, system.id, imported?.outputs ?? {}, news)).toMatchObject({ changes: false });
      expect(sandbox.log.writes()).toEqual([]);
    });
  } else {
    test("an import of what cannot be read is refused in words", async () => {
      await expect(plugin.read(urn, system.id)).rejects.toThrow(
        /ImportError: .*cannot be read.*Declare it in the program/,
      );
    });
  }

  test("a change that fails half way leaves in the state what is really there", async () => {
    const { id, outputs } = await create();
    const write = sandbox.log.writes().at(-1);
    if (write === undefined) throw new Error("create wrote nothing");
    sandbox.faults.add({ kind: "status", status: 400, method: write.method, call: write.call });
    const error = await plugin.update(urn, id, outputs, await checked(system.changedArgs)).catch((one: unknown) => one);
    if (!(error instanceof CallError) || error.left === undefined) throw error;
    expect(error.left).toMatchObject({ id, reasons: [error.message] });
    expect(error.left.outputs.__provider).toBe(outputs.__provider);
    expect((await plugin.diff(urn, id, error.left.outputs, await checked(system.args))).changes).toBe(true);
  });
});
