import type { Args, SystemCase } from "../support/cases/index.js";
import { failing, startWorld, type World } from "./support.js";

/** One story per kind of resource, told by the real engine, its dynamic host and HTTP; each step builds on the one before. */
export function tellLifecycle(system: SystemCase): void {
  jest.setTimeout(180_000);
  let world: World;
  const declare = (args: Args) => {
    world.stack.program = async () => {
      system.declare("subject", args);
    };
    world.sandbox.log.clear();
  };
  beforeAll(async () => {
    world = await startWorld((sandbox) => {
      system.setUp(sandbox);
      return { env: system.env(sandbox) };
    });
  });
  afterAll(() => world.end());

  test("preview sends nothing, and up brings the declared access", async () => {
    declare(system.args);
    const preview = await world.stack.preview();
    expect(preview.changes).toMatchObject({ create: 2 });
    expect(world.sandbox.log.requests).toEqual([]);
    await world.stack.up();
    expect(system.live(world.sandbox)).toEqual(system.granted);
  });

  test("a second up changes nothing and sends nothing, in whatever words the program says the same", async () => {
    declare(system.sameArgs);
    const { changes } = await world.stack.up();
    expect(changes).toEqual({ same: 2 });
    expect(world.sandbox.log.requests).toEqual([]);
  });

  test("refresh --preview-only --expect-no-changes is content while nobody changed anything", async () => {
    declare(system.args);
    const { changes } = await world.stack.refresh({ previewOnly: true, expectNoChanges: true });
    expect(changes).not.toHaveProperty("update");
    expect(world.sandbox.log.writes()).toEqual([]);
  });

  if (system.readable) {
    test("drift fails refresh --preview-only --expect-no-changes and is named by grant", async () => {
      declare(system.args);
      system.drift.make(world.sandbox);
      const output = await failing(world.stack.refresh({ previewOnly: true, expectNoChanges: true }));
      for (const grant of [...system.drift.gained, ...system.drift.lost]) expect(output).toContain(grant);
      expect(output).toContain("has drifted");
      expect(world.sandbox.log.writes()).toEqual([]);
    });

    test("preview --refresh shows the drift as an update and writes nothing", async () => {
      declare(system.args);
      const { changes } = await world.stack.preview({ refresh: true });
      expect(changes).toMatchObject({ update: 1 });
      expect(world.sandbox.log.writes()).toEqual([]);
    });

    test("up --refresh corrects the drift", async () => {
      declare(system.args);
      await world.stack.up({ refresh: true });
      expect(system.live(world.sandbox)).toEqual(system.granted);
    });
  } else {
    test("refresh says that it cannot see what is there, and never calls it in sync", async () => {
      declare(system.args);
      system.drift.make(world.sandbox);
      const { notices } = await world.stack.refresh({ previewOnly: true, expectNoChanges: true });
      expect(notices.join()).toContain("Not read, so not compared");
    });

    test("up writes again what cannot be seen, once reassertAfter has passed", async () => {
      declare({ ...system.args, reassertAfter: "1s" });
      await world.stack.up();
      system.drift.make(world.sandbox);
      await new Promise((resolve) => setTimeout(resolve, 1_100));
      await world.stack.up();
      expect(system.live(world.sandbox)).toEqual(system.granted);
    });
  }

  test("a change in the program changes just that", async () => {
    declare(system.changedArgs);
    const { changes } = await world.stack.up();
    expect(changes).toMatchObject({ update: 1 });
    expect(system.live(world.sandbox)).toEqual(system.changed);
  });

  test("two resources on one subject are an error at preview that names both", async () => {
    world.stack.program = async () => {
      system.declare("subject", system.args);
      system.declare("twin", system.sameArgs);
    };
    const output = await failing(world.stack.preview());
    expect(output).toMatch(/"(subject|twin)" and \w+ "(subject|twin)" both manage/);
  });

  test("mistakes in the program are reported at preview, all of them, each at its property", async () => {
    declare(system.wrong.args);
    const output = await failing(world.stack.preview());
    for (const path of system.wrong.paths) expect(output).toContain(`property ${path} `);
    expect(world.sandbox.log.requests).toEqual([]);
  });

  test("destroy gives back what was there before, as onDelete says, and the subject stays", async () => {
    declare({ ...system.changedArgs, ...system.restoring });
    await world.stack.up();
    const { changes } = await world.stack.destroy();
    expect(changes).toMatchObject({ delete: 2 });
    expect(system.live(world.sandbox)).toEqual(system.restored);
  });
}
