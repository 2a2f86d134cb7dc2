import { appendFile, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LossBrake } from "../../provider/lifecycle/LossBrake.js";
import { RunFolder } from "../../provider/pulumi/RunFolder.js";

const engine = "127.0.0.1:4711";
let base: string;
let folder: string;
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), "pulumi-permissions-run-"));
  folder = join(base, "127.0.0.1_4711");
});
afterEach(() => rm(base, { recursive: true, force: true }));

/** What another process has written; the parent of this one is alive. */
async function noted(notes: readonly object[], pid: number | string = process.ppid) {
  await mkdir(folder, { recursive: true });
  await appendFile(join(folder, String(pid)), notes.map((note) => `${JSON.stringify(note)}\n`).join(""));
}

test("a process hears of whom the others of its run speak for, and not of itself", async () => {
  const own = new RunFolder(engine, base);
  expect(own.isSpokenFor("anna")).toBe(false);
  own.speaksFor("anna");
  own.took("bert");
  expect([own.isSpokenFor("anna"), own.taken()]).toEqual([false, []]);
  await noted([{ speaksFor: "anna" }, { took: "carl" }, { somethingNewer: 1 }]);
  expect([own.isSpokenFor("anna"), own.isSpokenFor("bert"), own.taken()]).toEqual([true, false, ["carl"]]);
});

test("another run, and a process that is no more, say nothing", async () => {
  await noted([{ speaksFor: "anna" }], 2 ** 22 + 1);
  await noted([{ speaksFor: "anna" }], "no-process");
  expect(new RunFolder(engine, base).isSpokenFor("anna")).toBe(false);
  expect(await readdir(folder)).toEqual([]);
  await noted([{ speaksFor: "anna" }]);
  expect(new RunFolder("127.0.0.1:4712", base).isSpokenFor("anna")).toBe(false);
});

test("who was emptied elsewhere counts for the limits, once", async () => {
  const limits = { maxPeople: 2, maxShare: 0, keep: [], people: 8 };
  await noted([{ took: "default a" }, { took: "default a" }, { took: "default b" }]);
  const brake = new LossBrake(() => false, undefined, new RunFolder(engine, base));
  brake.remember(limits);
  expect(() => brake.take("default c", "c", undefined)).toThrow("lets no more people lose everything");
  expect(() => brake.take("default a", "a", undefined)).not.toThrow();
});
