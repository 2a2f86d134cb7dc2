import type { Properties } from "../../provider/arguments/arguments.js";
import { PartlyAppliedError } from "../../provider/errors.js";
import { type Sandbox, startSandbox } from "../../sandbox/index.js";
import { cases } from "../support/cases/index.js";
import { captureState, installState, type SandboxState } from "../support/sandboxState.js";
import { type ReachedHandlers, type Shell, type ShellOptions, shells } from "../support/shells.js";

const combined = Object.keys(shells).flatMap((way) => cases.map((system) => ({ ...system, way })));

describe.each(combined)("$name, $way", (system) => {
  let sandbox: Sandbox;
  let shell: Shell;
  let handlers: ReachedHandlers;
  let start: SandboxState;
  beforeAll(async () => {
    sandbox = await startSandbox();
    system.setUp(sandbox);
    start = captureState(sandbox);
  });
  beforeEach(async () => {
    installState(sandbox, start);
    await nextRun();
  });
  afterEach(() => shell.close());
  afterAll(() => sandbox.close());

  /** The engine starts a new host for each of its runs: nothing that was read before is known there. */
  const nextRun = async (options: Partial<ShellOptions> = {}) => {
    shell?.close();
    const open = shells[system.way];
    if (open === undefined) throw new Error(`there is no way ${system.way}`);
    shell = await open(system, { env: system.env(sandbox), ...options });
    handlers = shell.handlers;
  };
  const withTwoConnections = () => nextRun({ env: withSecondConnection(system.env(sandbox)) });
  const checked = async (args: Properties) => (await handlers.check(args)).inputs;
  const create = async () => handlers.create(await checked(system.args));

  test("starts from the access that the suite says", () => {
    expect(system.live(sandbox)).toEqual(system.before);
  });

  test("create writes exactly the declared access and remembers what could be seen before", async () => {
    const { id, outputs } = await create();
    expect(id).toBe(system.id);
    expect(system.live(sandbox)).toEqual(system.granted);
    expect(outputs.baseline).toEqual(system.readable ? system.before : null);
  });

  test("through another connection to the same place it is the same subject, and refused", async () => {
    await withTwoConnections();
    await create();
    sandbox.log.clear();
    const again = handlers
      .create(await checked({ ...system.args, connection: "second" }))
      .catch((error: unknown) => error);
    await expect(again).resolves.toMatchObject({ name: "DuplicateSubjectError" });
    expect(sandbox.log.writes()).toEqual([]);
  });

  test("of two resources on one subject the one that goes leaves the other its access", async () => {
    await withTwoConnections();
    const { id, outputs } = await create();
    const other = { ...outputs, connection: "second" };
    await withTwoConnections();
    await handlers.diff(outputs, await checked(system.args), id);
    await handlers.delete(other, id);
    expect(system.live(sandbox)).toEqual(system.granted);
  });

  test("a resource that moves to another name and another connection takes its access along", async () => {
    await withTwoConnections();
    const { id, outputs } = await handlers.create(await checked({ ...system.args, ...system.restoring }));
    await withTwoConnections();
    await handlers.create(await checked({ ...system.args, connection: "second" }));
    await handlers.delete(outputs, id);
    expect(system.live(sandbox)).toEqual(system.granted);
  });

  test("arguments that mean the same are no change", async () => {
    const { outputs } = await create();
    expect((await handlers.diff(outputs, await checked(system.args))).changes).toBe(false);
    expect((await handlers.diff(outputs, await checked(system.sameArgs))).changes).toBe(false);
  });

  test("check and diff send nothing", async () => {
    const { outputs } = await create();
    sandbox.log.clear();
    await handlers.check(system.changedArgs);
    await handlers.diff(outputs, await checked(system.changedArgs));
    expect(sandbox.log.requests).toEqual([]);
  });

  test.each(system.otherSubjects)(
    "%j is another subject, so a replacement that lets go of the old one last",
    async (other) => {
      const { outputs } = await create();
      const difference = await handlers.diff(outputs, await checked({ ...system.args, ...other }));
      expect(difference).toMatchObject({ changes: true, deleteBeforeReplace: false });
      expect(difference.replaces).toEqual(expect.arrayContaining(Object.keys(other)));
    },
  );

  test("a delete that races with the create of a new resource on the subject takes nothing away", async () => {
    const { id, outputs } = await handlers.create(await checked({ ...system.args, ...system.restoring }));
    await nextRun();
    const inputs = await checked(system.args);
    const calls = [() => handlers.delete(outputs, id), () => handlers.create(inputs)];
    // On the wire the one that is to speak for the subject has to be under way first, as it is with the engine: it deletes last.
    if (system.way === "through the plugin") calls.reverse();
    await Promise.all(calls.map((call) => call()));
    expect(system.live(sandbox)).toEqual(system.granted);
  });

  test("update makes the change and nothing else", async () => {
    const { outputs } = await create();
    expect(await handlers.diff(outputs, await checked(system.changedArgs))).toMatchObject({
      changes: true,
      replaces: [],
    });
    await handlers.update(outputs, await checked(system.changedArgs));
    expect(system.live(sandbox)).toEqual(system.changed);
  });

  if (system.readable) {
    test("create takes over access that is there already without writing", async () => {
      await create();
      await nextRun();
      sandbox.log.clear();
      const { outputs } = await create();
      expect(sandbox.log.writes()).toEqual([]);
      expect(outputs.baseline).toEqual(system.granted);
    });

    test("a read without drift changes nothing", async () => {
      const { outputs } = await create();
      const live = await handlers.read(outputs);
      expect(live?.outputs).toEqual(outputs);
      expect((await handlers.diff(live?.outputs ?? {}, await checked(system.args))).changes).toBe(false);
    });

    test("a read shows drift, names it, and an update corrects it", async () => {
      const { outputs } = await create();
      system.drift.make(sandbox);
      await nextRun();
      const live = await handlers.read(outputs);
      const notice = shell.notices.find((text) => text.includes("has drifted")) ?? "";
      for (const grant of system.drift.gained) expect(notice).toMatch(new RegExp(`gained [^;]*${escaped(grant)}`));
      for (const grant of system.drift.lost) expect(notice).toMatch(new RegExp(`lost .*${escaped(grant)}`));
      expect((await handlers.diff(live?.outputs ?? {}, await checked(system.args))).changes).toBe(true);
      await handlers.update(live?.outputs ?? {}, await checked(system.args));
      expect(system.live(sandbox)).toEqual(system.granted);
    });
  } else {
    test("a read compares nothing, and says so instead of calling it in sync", async () => {
      const { outputs } = await create();
      system.drift.make(sandbox);
      await nextRun();
      const live = await handlers.read(outputs);
      expect(live?.outputs).toEqual(outputs);
      expect(shell.notices.at(-1)).toMatch(/: not read, so not compared: .*Set reassertAfter/);
    });

    test("reassertAfter makes a stale write a change, and the next up corrects what nobody can see", async () => {
      const args = await checked({ ...system.args, reassertAfter: "1h" });
      const { outputs } = await handlers.create(args);
      system.drift.make(sandbox);
      await nextRun();
      expect((await handlers.diff(outputs, args)).changes).toBe(false);
      await nextRun({ now: () => Date.now() + 3_700_000 });
      expect((await handlers.diff(outputs, args)).changes).toBe(true);
      await handlers.update(outputs, args);
      expect(system.live(sandbox)).toEqual(system.granted);
    });

    test("a create that was refused claims nothing: what it never wrote is not in the state", async () => {
      await create();
      const write = sandbox.log.writes().at(-1);
      if (write === undefined) throw new Error("create wrote nothing");
      sandbox.faults.add({ kind: "status", status: 400, method: write.method, call: write.call });
      const failure = await create().catch((error: unknown) => error);
      expect(failure).toMatchObject({ name: "StatusError" });
      expect(String(failure)).toContain("400");
    });

    test("a write that failed is made again, whatever the state says", async () => {
      const { outputs } = await create();
      const write = sandbox.log.writes().at(-1);
      if (write === undefined) throw new Error("create wrote nothing");
      sandbox.faults.add({ kind: "status", status: 400, method: write.method, call: write.call });
      const failure = await handlers
        .update(outputs, await checked(system.changedArgs))
        .catch((error: unknown) => error);
      if (!(failure instanceof PartlyAppliedError)) throw failure;
      const { state } = failure;
      expect((await handlers.diff(state, await checked(system.args))).changes).toBe(true);
      await handlers.update(state, await checked(system.changedArgs));
      expect(system.live(sandbox)).toEqual(system.changed);
    });
  }

  test("a read of a subject that is gone says so, where the system does", async () => {
    const { outputs } = await create();
    system.remove(sandbox);
    await nextRun();
    const live = await handlers.read(outputs);
    expect(live?.outputs).toEqual(system.showsExistence ? undefined : outputs);
  });

  if (system.empty) {
    test("a list that comes back empty takes nobody out of the state, and enters nobody anew", async () => {
      const { id, outputs } = await handlers.create(await checked({ ...system.args, ...system.restoring }));
      system.empty?.(sandbox);
      for (const run of [
        () => handlers.read(outputs),
        async () => handlers.update(outputs, await checked(system.changedArgs)),
        () => handlers.delete(outputs, id),
      ]) {
        await nextRun();
        sandbox.log.clear();
        const failure = await run().catch((error: unknown) => error);
        expect(failure).toMatchObject({ name: "UnexpectedAnswerError" });
        expect(String(failure)).toContain("at all, so that nobody in it is taken for gone");
        expect(sandbox.log.writes()).toEqual([]);
      }
    });
  }

  test("destroy gives back what was there, as far as that is known", async () => {
    const { outputs } = await handlers.create(await checked({ ...system.args, ...system.restoring }));
    await handlers.delete(outputs);
    expect(system.live(sandbox)).toEqual(system.restored);
  });

  test("destroy leaves everything, with onDelete keep, and asks the system nothing", async () => {
    const { outputs } = await handlers.create(await checked({ ...system.args, onDelete: "keep" }));
    sandbox.log.clear();
    await handlers.delete(outputs);
    expect(sandbox.log.requests).toEqual([]);
    expect(system.live(sandbox)).toEqual(system.granted);
  });

  test("destroy of a subject that is gone is fine", async () => {
    const { outputs } = await handlers.create(await checked({ ...system.args, ...system.restoring }));
    system.remove(sandbox);
    await nextRun();
    await expect(handlers.delete(outputs)).resolves.toBeUndefined();
  });

  test("every mistake in the arguments is reported at once, by property path", async () => {
    const { failures } = await handlers.check(system.wrong.args);
    expect(failures.map(({ property }) => property).sort()).toEqual([...system.wrong.paths].sort());
  });

  test("values that are not known yet pass, whatever their type", async () => {
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    const args = Object.fromEntries(Object.keys(system.args).map((key) => [key, unknown]));
    expect((await handlers.check(args)).failures).toEqual([]);
  });

  test("a value that is not known yet is a change, whatever its type", async () => {
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    const { outputs } = await create();
    for (const key of Object.keys(system.args)) {
      expect((await handlers.diff(outputs, await checked({ ...system.args, [key]: unknown }))).changes).toBe(true);
    }
  });

  test("nothing that is stored is undefined, and all of it is plain data", async () => {
    const { outputs } = await create();
    expect(JSON.parse(JSON.stringify(outputs))).toStrictEqual(outputs);
  });
});

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** A connection `second` with the settings of the default one. */
function withSecondConnection(env: Readonly<Record<string, string>>): Record<string, string> {
  const [system = ""] = Object.keys(env)[0]?.split("_") ?? [];
  const settings = Object.entries(env).map(([variable, value]) => {
    const words = variable.slice(system.length + 1).toLowerCase();
    return [words.replaceAll(/_(\w)/g, (_match, letter: string) => letter.toUpperCase()), value];
  });
  return { ...env, [`${system}_CONNECTIONS`]: JSON.stringify({ second: Object.fromEntries(settings) }) };
}
