import type { Properties } from "../../provider/arguments/arguments.js";
import type { Brake, Context } from "../../provider/contract/Context.js";
import { defineForecaster } from "../../provider/lifecycle/forecaster.js";
import { defineInspector } from "../../provider/lifecycle/inspector.js";
import { defineHandlers } from "../../provider/lifecycle/lifecycle.js";
import { failureOf } from "../support/failureOf.js";
import { FakeSystem, fakeDefinition } from "../support/fakeSystem.js";

const subject = "anna";
const anna = { name: "anna", mark: "anna" };
const before = Date.parse("2026-12-01T00:00:00Z");
const after = Date.parse("2027-01-01T00:00:00Z");
const lastDay = "2026-12-31";
const wide = (wider: string, narrower: string) => wider === narrower || wider === "*";

/** One resource over many runs, each at its time, each with handlers that know nothing of the runs before. */
class Runs {
  readonly system: FakeSystem;
  notes: string[] = [];
  /** How often the brake was asked whether everything may be taken from somebody. */
  braked = 0;
  stored: { id: string; inputs: Properties; outputs: Properties } | undefined;
  #definition;

  constructor(system: FakeSystem, afterEnd?: ReturnType<typeof fakeDefinition>["afterEnd"]) {
    this.system = system;
    this.#definition = { ...fakeDefinition(system, wide), ...(afterEnd ? { afterEnd } : {}) };
  }

  context(now: number): Context {
    this.notes = [];
    const brake: Brake = {
      declared: () => undefined,
      approve: () => undefined,
      release: () => undefined,
      take: () => {
        this.braked += 1;
      },
    };
    const notify = (_severity: string, message: string) => void this.notes.push(message);
    return { config: () => undefined, now: () => now, notify, brake };
  }

  check(now: number, given: object) {
    const handlers = defineHandlers(this.#definition, this.context(now));
    return handlers.check({ subject, ...given }, this.stored?.inputs ?? {}, anna);
  }

  /** @returns whether anything was done */
  async up(now: number, given: object): Promise<boolean> {
    const handlers = defineHandlers(this.#definition, this.context(now));
    const { inputs, failures } = handlers.check({ subject, ...given }, this.stored?.inputs ?? {}, anna);
    expect(failures).toEqual([]);
    if (this.stored === undefined) {
      this.stored = { inputs, ...(await handlers.create(inputs)) };
      return true;
    }
    const { id, outputs } = this.stored;
    const { changes } = handlers.diff(outputs, inputs, id);
    this.stored = { id, inputs, outputs: changes ? (await handlers.update(outputs, inputs)).outputs : outputs };
    return changes;
  }

  /** @returns whether the engine would call it drift */
  async refresh(now: number, keep = true): Promise<boolean> {
    const handlers = defineHandlers(this.#definition, this.context(now));
    const { inputs, outputs, id } = this.#known();
    const live = await handlers.read(outputs);
    if (live === undefined) throw new Error("it is gone");
    const { changes } = handlers.diff(live.outputs, inputs, id);
    if (keep) this.stored = { ...live };
    return changes;
  }

  async destroy(now: number): Promise<void> {
    const handlers = defineHandlers(this.#definition, this.context(now));
    const { id, outputs } = this.#known();
    await handlers.delete(outputs, id);
  }

  inspected(now: number) {
    return defineInspector(this.#definition, this.context(now))(this.#known().outputs);
  }

  foreseen(now: number, given: object, changes: boolean) {
    const { inputs, outputs } = this.#known();
    const step = { outputs, inputs: { ...inputs, ...given } };
    return defineForecaster(this.#definition, this.context(now)).arriving(step, changes)?.foresee();
  }

  /** In one run the resource goes, and another one of the program goes on with its subject; as `up --refresh` does it. */
  async renamed(now: number, given: object): Promise<void> {
    const handlers = defineHandlers(this.#definition, this.context(now));
    const { id, outputs } = this.#known();
    const live = await handlers.read(outputs);
    const { inputs, failures } = handlers.check({ subject, ...given }, {}, { name: "anna-berg", mark: "2" });
    expect(failures).toEqual([]);
    this.stored = { inputs, ...(await handlers.create(inputs)) };
    await handlers.delete(live?.outputs ?? outputs, id);
  }

  get held(): readonly string[] {
    return this.system.grantsOf(subject);
  }

  #known() {
    if (this.stored === undefined) throw new Error("nothing was created yet");
    return this.stored;
  }
}

describe("access whose end has come", () => {
  const args = { permissions: ["a", "b"], until: { b: lastDay } };

  it("goes with the next up, though nothing else changed, and stays away", async () => {
    const runs = new Runs(new FakeSystem({ anna: [] }));
    await runs.up(before, args);
    expect(await runs.up(after - 1, args)).toBe(false);
    expect(runs.held).toEqual(["a", "b"]);
    expect(await runs.up(after, args)).toBe(true);
    expect(runs.held).toEqual(["a"]);
    expect(runs.notes).toContain("anna (fake subject anna): revoked b (ended on 2026-12-31)");
    runs.system.calls.length = 0;
    expect(await runs.up(after + 1, args)).toBe(false);
    expect(runs.system.calls.filter((call) => call !== "connect")).toEqual([]);
  });

  it("goes whole, where one end is for the whole resource", async () => {
    const runs = new Runs(new FakeSystem({ anna: [] }));
    await runs.up(before, { permissions: ["a", "b"], until: lastDay });
    await runs.up(after, { permissions: ["a", "b"], until: lastDay });
    expect(runs.held).toEqual([]);
  });

  it("ends by the narrowest of the names that cover it", async () => {
    const runs = new Runs(new FakeSystem({ anna: [] }));
    const both = { permissions: ["a", "b"], until: { "*": lastDay, b: "2027-06-30" } };
    await runs.up(before, both);
    await runs.up(after, both);
    expect(runs.held).toEqual(["b"]);
  });

  it('goes alone with "keep", also where somebody gave it again by hand', async () => {
    const runs = new Runs(new FakeSystem({ anna: ["z"] }));
    const keeping = { ...args, unlisted: "keep" };
    await runs.up(before, keeping);
    await runs.up(after, keeping);
    expect(runs.held).toEqual(["a", "z"]);
    runs.system.subjects.get(subject)?.add("b");
    expect(await runs.refresh(after)).toBe(true);
    await runs.up(after, keeping);
    expect(runs.held).toEqual(["a", "z"]);
  });

  it("is left to others once the program speaks of it no more", async () => {
    const runs = new Runs(new FakeSystem({ anna: [] }));
    await runs.up(before, { ...args, unlisted: "keep" });
    await runs.up(after, { ...args, unlisted: "keep" });
    const without = { permissions: ["a"], unlisted: "keep" };
    await runs.up(after, without);
    runs.system.subjects.get(subject)?.add("b");
    expect(await runs.refresh(after)).toBe(false);
    expect(await runs.up(after, without)).toBe(false);
    expect(runs.held).toEqual(["a", "b"]);
  });

  it("is not written back by a restore, whatever was there before", async () => {
    const runs = new Runs(new FakeSystem({ anna: ["b", "c"] }));
    const restoring = { ...args, onDelete: "restore" };
    await runs.up(before, restoring);
    await runs.destroy(after);
    expect(runs.held).toEqual(["c"]);
  });

  it("goes with a destroy that takes only what is listed, also where somebody gave it again by hand", async () => {
    const runs = new Runs(new FakeSystem({ anna: ["z"] }));
    await runs.up(before, { ...args, unlisted: "keep" });
    await runs.up(after, { ...args, unlisted: "keep" });
    runs.system.subjects.get(subject)?.add("b");
    await runs.destroy(after);
    expect(runs.held).toEqual(["z"]);
  });

  it("nor once its line was taken out", async () => {
    const runs = new Runs(new FakeSystem({ anna: ["b", "c"] }));
    await runs.up(before, { ...args, onDelete: "restore" });
    await runs.up(after, { permissions: ["a"], onDelete: "restore" });
    await runs.destroy(after);
    expect(runs.held).toEqual(["c"]);
  });

  it("nor once another resource has taken over, after the end and before any up", async () => {
    const runs = new Runs(new FakeSystem({ anna: ["b", "c"] }));
    await runs.up(before, { ...args, onDelete: "restore" });
    await runs.renamed(after, { permissions: ["a"], onDelete: "restore" });
    await runs.destroy(after);
    expect(runs.held).toEqual(["c"]);
  });

  it('is not left behind by a resource that goes on with "keep"', async () => {
    const runs = new Runs(new FakeSystem({ anna: ["b"] }));
    await runs.up(before, { ...args, onDelete: "restore", unlisted: "keep" });
    await runs.renamed(after, { permissions: ["a"], onDelete: "restore", unlisted: "keep" });
    expect(runs.held).toEqual(["a"]);
  });

  it('is no drift with "keep" where a wider grant of somebody else gives it anyway', async () => {
    const system = new FakeSystem({ anna: ["all"] });
    system.implies.set("all", ["b"]);
    const runs = new Runs(system);
    const keeping = { ...args, unlisted: "keep" };
    await runs.up(before, keeping);
    await runs.up(after, keeping);
    expect(await runs.refresh(after)).toBe(false);
    expect(await runs.up(after, keeping)).toBe(false);
    expect(await runs.inspected(after).inspect()).toMatchObject({ status: "in-sync", expired: [] });
  });

  it("takes everything without asking the brake, also where the resource goes with it", async () => {
    const whole = { permissions: ["a", "b"], until: lastDay };
    const runs = new Runs(new FakeSystem({ anna: [] }));
    await runs.up(before, whole);
    await runs.up(after, whole);
    expect([runs.held, runs.braked]).toEqual([[], 0]);
    const leaving = new Runs(new FakeSystem({ anna: [] }));
    await leaving.up(before, whole);
    await leaving.destroy(after);
    expect([leaving.held, leaving.braked]).toEqual([[], 0]);
  });

  it("does not let a program pass the brake that takes the rest as well", async () => {
    const runs = new Runs(new FakeSystem({ anna: [] }));
    await runs.up(before, args);
    await runs.up(after, args);
    await runs.up(after, { permissions: ["b"], until: { b: lastDay } });
    expect([runs.held, runs.braked]).toEqual([[], 1]);
    const leaving = new Runs(new FakeSystem({ anna: [] }));
    await leaving.up(before, args);
    await leaving.destroy(after);
    expect(leaving.braked).toBe(1);
  });

  it("comes back where the program sets a later end", async () => {
    const runs = new Runs(new FakeSystem({ anna: [] }));
    await runs.up(before, args);
    await runs.up(after, args);
    await runs.up(after, { ...args, until: { b: "2027-12-31" } });
    expect(runs.held).toEqual(["a", "b"]);
    expect(runs.stored?.outputs).not.toMatchObject({ __state: { ended: ["b"] } });
  });

  it("is written once to a system that cannot be read", async () => {
    const system = new FakeSystem({ anna: [] });
    system.readable = false;
    const runs = new Runs(system);
    await runs.up(before, args);
    system.calls.length = 0;
    expect(await runs.up(after, args)).toBe(true);
    expect(system.writes()).toEqual(["write +a -b -c"]);
    expect(await runs.up(after, args)).toBe(false);
  });

  it('is written once to it with "keep" too', async () => {
    const system = new FakeSystem({ anna: [] });
    system.readable = false;
    const runs = new Runs(system);
    await runs.up(before, { ...args, unlisted: "keep" });
    system.calls.length = 0;
    await runs.up(after, { ...args, unlisted: "keep" });
    expect(system.writes()).toEqual(["write +a -b"]);
    expect(await runs.up(after, { ...args, unlisted: "keep" })).toBe(false);
  });

  it("ends an hour early where the clock is ahead, and is given back by one that is right", async () => {
    const runs = new Runs(new FakeSystem({ anna: [] }));
    await runs.up(before, args);
    await runs.up(after, args);
    expect(runs.held).toEqual(["a"]);
    expect(await runs.up(after - 3_600_000, args)).toBe(true);
    expect(runs.held).toEqual(["a", "b"]);
    await runs.up(after, args);
    expect(runs.held).toEqual(["a"]);
  });
});

describe("the engine's refresh after an end", () => {
  const args = { permissions: ["a", "b"], until: { b: lastDay } };

  it.each(["revoke", "keep"])(
    "is drift exactly when somebody still holds ended access (unlisted: %s)",
    async (unlisted) => {
      const runs = new Runs(new FakeSystem({ anna: [] }));
      await runs.up(before, { ...args, unlisted });
      expect(await runs.refresh(after - 1, false)).toBe(false);
      expect(await runs.refresh(after, false)).toBe(true);
      expect(runs.notes).toEqual(["anna (fake subject anna) has drifted: gained b (ended on 2026-12-31)"]);
      runs.system.subjects.get(subject)?.delete("b");
      expect(await runs.refresh(after, false)).toBe(false);
      expect(runs.notes).toEqual([]);
      expect(await runs.refresh(after)).toBe(false);
      expect(await runs.up(after, { ...args, unlisted })).toBe(false);
    },
  );
});

describe("drift after an end", () => {
  const args = { permissions: ["a", "b"], until: { b: lastDay } };

  it.each([
    ["revoke", "by a state from before the end", false],
    ["keep", "by a state from before the end", false],
    ["revoke", "given again by hand after it", true],
    ["keep", "given again by hand after it", true],
  ])("names what is still held as expired, and takes it away (unlisted: %s, %s)", async (unlisted, _what, again) => {
    const runs = new Runs(new FakeSystem({ anna: [] }));
    await runs.up(before, { ...args, unlisted });
    if (again) {
      await runs.up(after, { ...args, unlisted });
      runs.system.subjects.get(subject)?.add("b");
    }
    expect(await runs.inspected(after).inspect()).toMatchObject({
      status: "drifted",
      gained: ["b"],
      expired: ["b"],
      lost: [],
    });
    expect(runs.inspected(after).obstacle()).toBeUndefined();
    expect(await runs.inspected(after).correct()).toEqual({ grant: [], revoke: ["b"] });
    expect(runs.held).toEqual(["a"]);
    expect(await runs.inspected(after).inspect()).toMatchObject({ status: "in-sync", expired: [] });
  });

  it("never writes it back, whatever else was lost", async () => {
    const runs = new Runs(new FakeSystem({ anna: [] }));
    await runs.up(before, args);
    runs.system.subjects.get(subject)?.clear();
    await runs.inspected(after).correct();
    expect(runs.held).toEqual(["a"]);
  });

  it("of what cannot be read is due by the state alone, until an up or a correction writes it", async () => {
    const system = new FakeSystem({ anna: [] });
    system.readable = false;
    const runs = new Runs(system);
    await runs.up(before, args);
    expect(await runs.inspected(after - 1).inspect()).toMatchObject({ status: "unobservable", expired: [] });
    expect(await runs.inspected(after).inspect()).toMatchObject({
      status: "unobservable",
      expired: ["b"],
      why: expect.stringMatching(/^b \(ended on 2026-12-31\): due to be taken away, by the next `pulumi up`\. /),
    });
    await runs.inspected(after).correct();
    expect(runs.held).toEqual(["a"]);
    await runs.up(after, args);
    expect(await runs.inspected(after).inspect()).toMatchObject({ status: "unobservable", expired: [] });
  });

  it("knows when each grant ends", async () => {
    const runs = new Runs(new FakeSystem({ anna: [] }));
    const zoned = { ...args, timeZone: "Europe/Stockholm" };
    await runs.up(before, zoned);
    expect(runs.inspected(before).until).toEqual({ b: "2026-12-31 Europe/Stockholm" });
    await runs.up(after, zoned);
    expect(runs.inspected(after).until).toEqual({ b: "2026-12-31 Europe/Stockholm" });
  });

  it("is foreseen by a plan", async () => {
    const runs = new Runs(new FakeSystem({ anna: [] }));
    await runs.up(before, args);
    expect(await runs.foreseen(after, {}, true)).toMatchObject({
      plan: { grant: [], revoke: ["b"] },
      left: ["a"],
      remark: "has come to its end: b (ended on 2026-12-31)",
    });
    expect(await runs.foreseen(after - 86_400_000, {}, false)).toMatchObject({
      plan: { grant: [], revoke: [] },
      remark: "b ends on 2026-12-31",
    });
  });
});

describe("what is said of an end", () => {
  const args = { permissions: ["a", "b"], until: { b: lastDay } };

  it("is when it comes, where a resource is new", () => {
    const runs = new Runs(new FakeSystem({ anna: [] }));
    runs.check(before, args);
    expect(runs.notes).toEqual([
      "anna (fake subject anna): is to have a, b (until 2026-12-31); whatever else it has is revoked",
    ]);
  });

  it("is told in every preview from 14 days before", async () => {
    const runs = new Runs(new FakeSystem({ anna: [] }));
    await runs.up(before, args);
    const day = 86_400_000;
    runs.check(after - 14 * day - 1, args);
    expect(runs.notes).toEqual([]);
    for (const now of [after - 14 * day, after - 1]) {
      runs.check(now, args);
      expect(runs.notes).toEqual(["anna (fake subject anna): b ends on 2026-12-31"]);
    }
    runs.check(after, args);
    expect(runs.notes).toEqual([]);
  });

  it("is that something is not given, where it is listed anew and its end has passed", async () => {
    const runs = new Runs(new FakeSystem({ anna: [] }));
    await runs.up(before, { permissions: ["a"], until: lastDay });
    runs.check(after, { permissions: ["a", "c"], until: lastDay });
    expect(runs.notes).toEqual([
      "anna (fake subject anna): c (ended on 2026-12-31): not given, because its end has passed. Write a day to come, or take both out.",
    ]);
  });

  it("is told of what cannot be read too", async () => {
    const system = new FakeSystem({ anna: [] });
    system.readable = false;
    const runs = new Runs(system);
    await runs.up(before, args);
    expect(await runs.foreseen(after - 1, {}, false)).toMatchObject({
      why: expect.stringContaining("b ends on 2026-12-31."),
    });
    expect(await runs.foreseen(after, {}, true)).toMatchObject({
      why: expect.stringContaining("has come to its end: b"),
    });
  });

  it("is what a preview takes, and why", async () => {
    const runs = new Runs(new FakeSystem({ anna: [] }));
    await runs.up(before, args);
    await runs.up(after, args);
    expect(runs.notes[0]).toBe("anna (fake subject anna): revokes b (ended on 2026-12-31)");
  });
});

describe("an end that cannot be meant", () => {
  const refused = (given: object, now = before) =>
    new Runs(new FakeSystem({ anna: [] }))
      .check(now, given)
      .failures.map(({ property, reason }) => `${property} ${reason}`);

  it("is one of a grant that is not listed", () => {
    expect(refused({ permissions: ["alpha"], until: { alpah: lastDay } })).toEqual([
      'until names "alpah", which is not listed; did you mean "alpha"? List it, or take its end out',
    ]);
    expect(refused({ permissions: ["*"], until: { a: lastDay } })).toEqual([
      'until names "a", which is not listed, but within *, which ends only as a whole: list what it consists of, or write "*"',
    ]);
  });

  it("is one that has passed, where it is new", () => {
    expect(refused({ permissions: ["a", "b"], until: lastDay }, after)).toEqual([
      "until ends a, b on 2026-12-31, which has passed: write a day to come, or take out both, what has ended and its end",
    ]);
  });

  it("but not where it stood there before it passed, however it is written now", async () => {
    const runs = new Runs(new FakeSystem({ anna: [] }));
    const args = { permissions: ["a", "b"], until: { b: lastDay } };
    await runs.up(before, args);
    expect(runs.check(after, args).failures).toEqual([]);
    const elsewhere = { ...args, timeZone: "Europe/Stockholm" };
    for (const same of [{ ...args, until: { b: "2026-12-31T23:00:00Z" } }, elsewhere]) {
      expect(runs.check(after, same).failures).toEqual([]);
    }
    expect(runs.check(after, { ...args, until: { a: lastDay, b: lastDay } }).failures).toHaveLength(1);
    await runs.refresh(after);
    expect(runs.check(after, args).failures).toEqual([]);
    await runs.up(after, args);
    await runs.refresh(after);
    expect(runs.check(after, args).failures).toEqual([]);
  });

  it("nor where the engine judges a resource anew because it replaces it", async () => {
    const runs = new Runs(new FakeSystem({ anna: [], bert: [] }));
    const args = { permissions: ["a", "b"], until: { b: lastDay } };
    await runs.up(before, args);
    const handlers = defineHandlers(fakeDefinition(runs.system), runs.context(after));
    const news = { subject: "bert", ...args };
    expect(handlers.check(news, runs.stored?.inputs, anna).failures).toEqual([]);
    expect(handlers.check(news, {}, anna).failures).toEqual([]);
    expect(handlers.check(news, {}, { name: "bert", mark: "bert" }).failures).toHaveLength(1);
  });

  it("is one that leaves nothing where something must stay", async () => {
    const afterEnd = {
      property: "restoreTo",
      grants: ({ restoreTo }: { restoreTo?: string[] | undefined }) => restoreTo,
      why: "nothing means everything",
    };
    const runs = new Runs(new FakeSystem({ anna: [] }), afterEnd);
    const args = { permissions: ["a", "b"], until: lastDay };
    expect(runs.check(before, args).failures).toEqual([
      {
        property: "restoreTo",
        reason:
          "is required, because until leaves nothing after 2026-12-31, and nothing means everything: write what stays then",
      },
    ]);
    expect(runs.check(before, { ...args, restoreTo: ["b"] }).failures).toEqual([
      { property: "restoreTo", reason: "gives b, which ends on 2026-12-31: write only what stays then" },
    ]);
    await runs.up(before, { ...args, restoreTo: ["c"] });
    await runs.up(after, { ...args, restoreTo: ["c"] });
    expect(runs.held).toEqual(["c"]);
    expect(await runs.up(after, { ...args, restoreTo: ["c"] })).toBe(false);
    expect(await runs.refresh(after)).toBe(false);
    expect(await runs.inspected(after).inspect()).toMatchObject({ status: "in-sync" });
  });

  it("and what the program names to be restored is restored whole", async () => {
    const runs = new Runs(new FakeSystem({ anna: [] }));
    const named = { permissions: ["*"], until: { "*": lastDay }, restoreTo: ["c"], onDelete: "restore" };
    await runs.up(before, named);
    await runs.up(after, named);
    await runs.destroy(after);
    expect(runs.held).toEqual(["c"]);
  });

  it("and a restore that would leave nothing there is refused", async () => {
    const afterEnd = { property: "restoreTo", grants: () => undefined, why: "nothing means everything" };
    const runs = new Runs(new FakeSystem({ anna: ["b"] }), afterEnd);
    await runs.up(before, { permissions: ["a", "b"], until: { b: lastDay }, onDelete: "restore" });
    expect((await failureOf(runs.destroy(after))).message).toContain(
      "what it had before has ended, and nothing means everything",
    );
    expect(runs.held).toEqual(["a", "b"]);
  });
});
