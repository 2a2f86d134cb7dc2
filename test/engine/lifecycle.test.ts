import { setTimeout } from "node:timers/promises";
import type { EngineRunError, Run } from "../../scripts/EngineStack.js";
import { type Args, cases, type SystemCase } from "../support/cases/index.js";
import { vmsUnreadable } from "../support/cases/vmsUserPermissions.js";
import { failed, failing, startWorld, type World } from "./support.js";

jest.setTimeout(180_000);

/** The same case through a connection of its own: in one stack, credentials of another case would make readable what must not be. */
function throughConnection(connection: string, system: SystemCase): SystemCase {
  return {
    ...system,
    declare: (name, args, opts) => system.declare(name, { ...args, connection }, opts),
    env: (sandbox) =>
      Object.fromEntries(
        Object.entries(system.env(sandbox)).map(([variable, value]) => [
          variable.replace("_", `_${connection.toUpperCase()}_`),
          value,
        ]),
      ),
  };
}

const systems = cases.map((system) => (system === vmsUnreadable ? throughConnection("unseen", system) : system));
const readable = systems.filter((system) => system.readable);
const unreadable = systems.filter((system) => !system.readable);
const all = systems.length;

/** The life of every kind of resource, side by side in one stack; each step builds on the one before. */
describe("resources of every kind, through the engine", () => {
  let world: World;
  const declare = (argsOf: (system: SystemCase) => Args) => {
    world.stack.program = async () => {
      for (const system of systems) system.declare(system.name, argsOf(system));
    };
    world.sandbox.log.clear();
  };
  const held = (those: readonly SystemCase[] = systems) =>
    Object.fromEntries(those.map(({ name, live }) => [name, live(world.sandbox)]));
  const expected = (grants: "granted" | "changed" | "restored", those: readonly SystemCase[] = systems) =>
    Object.fromEntries(those.map((system) => [system.name, system[grants]]));

  beforeAll(async () => {
    world = await startWorld((sandbox) => {
      for (const system of systems) system.setUp(sandbox);
      return { env: Object.assign({}, ...systems.map((system) => system.env(sandbox))) };
    });
  });
  afterAll(() => world.end());

  test("preview sends nothing, and up brings the declared access", async () => {
    declare(({ args }) => args);
    const preview = await world.stack.preview();
    expect(preview.changes).toEqual({ create: all + 1 });
    expect(world.sandbox.log.requests).toEqual([]);
    await world.stack.up();
    expect(held()).toEqual(expected("granted"));
  });

  test("a second up changes nothing and sends nothing, in whatever words the program says the same", async () => {
    declare(({ sameArgs }) => sameArgs);
    const { changes } = await world.stack.up();
    expect(changes).toEqual({ same: all + 1 });
    expect(world.sandbox.log.requests).toEqual([]);
  });

  test("refresh --preview-only --expect-no-changes is content while nobody changed anything", async () => {
    declare(({ args }) => args);
    const { changes } = await world.stack.refresh({ previewOnly: true, expectNoChanges: true });
    expect(changes).not.toHaveProperty("update");
    expect(world.sandbox.log.writes()).toEqual([]);
  });

  describe("drift", () => {
    let found: EngineRunError;
    beforeAll(async () => {
      declare(({ args }) => args);
      for (const { drift } of systems) drift.make(world.sandbox);
      found = await failed(world.stack.refresh({ previewOnly: true, expectNoChanges: true }));
    });

    test.each(readable)("of $name fails refresh --preview-only --expect-no-changes and is named by grant", (system) => {
      for (const grant of [...system.drift.gained, ...system.drift.lost]) expect(found.output).toContain(grant);
    });

    test("is named for everybody who can be read, and for nobody else, and nothing is written", () => {
      expect(found.notices.filter((text) => text.includes(" has drifted: "))).toHaveLength(readable.length);
      expect(world.sandbox.log.writes()).toEqual([]);
    });

    test("of those who cannot be read is not seen, and refresh says so and never calls them in sync", () => {
      expect(found.notices.filter((text) => text.includes(": not read, so not compared: "))).toHaveLength(
        unreadable.length,
      );
    });

    test("is shown by preview --refresh as an update, and nothing is written", async () => {
      const { changes } = await world.stack.preview({ refresh: true });
      expect(changes).toEqual({ update: readable.length, same: unreadable.length + 1 });
      expect(world.sandbox.log.writes()).toEqual([]);
    });

    test("is corrected by up --refresh", async () => {
      await world.stack.up({ refresh: true });
      expect(held(readable)).toEqual(expected("granted", readable));
    });
  });

  test("what cannot be seen is written again by up, once reassertAfter has passed", async () => {
    const reasserting = (system: SystemCase) =>
      system.readable ? system.args : { ...system.args, reassertAfter: "1s" };
    declare(reasserting);
    await world.stack.up();
    const written = Date.now();
    expect(held()).toEqual(expected("granted"));
    for (const { drift } of unreadable) drift.make(world.sandbox);
    while (Date.now() <= written + 1_000) await setTimeout(written + 1_001 - Date.now());
    const { changes } = await world.stack.up();
    expect(changes).toEqual({ update: unreadable.length, same: readable.length + 1 });
    expect(held()).toEqual(expected("granted"));
  });

  test("a change in the program changes just that", async () => {
    declare(({ changedArgs }) => changedArgs);
    const { changes } = await world.stack.up();
    expect(changes).toEqual({ update: all, same: 1 });
    expect(held()).toEqual(expected("changed"));
  });

  test("destroy gives back what was there before, as onDelete says, and the subjects stay", async () => {
    declare(({ changedArgs, restoring }) => ({ ...changedArgs, ...restoring }));
    await world.stack.up();
    const destroyed: Run = await world.stack.destroy();
    expect(destroyed.changes).toEqual({ delete: all + 1 });
    expect(held()).toEqual(expected("restored"));
  });
});

describe("a mistake in the program, at preview through the engine", () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.end());

  test.each(systems.filter(({ name }) => /^(Contact|Spanel\w+ account|Vms\w+ with admin|Shop)/.test(name)))(
    "is reported at its property, with all others of the resource: $name",
    async (system) => {
      world.stack.program = async () => void system.declare("subject", system.wrong.args);
      const output = await failing(world.stack.preview());
      for (const path of system.wrong.paths) expect(output).toContain(`property ${path} `);
      expect(world.sandbox.log.requests).toEqual([]);
    },
  );
});
