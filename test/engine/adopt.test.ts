import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readProgram } from "../../cli/adopt/program/readProgram.js";
import { addSamplePeople } from "../../sandbox/samplePeople.js";
import { adopted, readableEnv, run } from "../support/adopted.js";
import { daySeed } from "../support/daySeed.js";
import { drift } from "../support/driftCommand.js";
import { addRandomPeople } from "../support/randomPeople.js";
import { runCommand } from "../support/runCommand.js";
import { captureState } from "../support/sandboxState.js";
import { SeededRandom } from "../support/seededRandom.js";
import { startWorld } from "./support.js";

jest.setTimeout(180_000);

test(`what was adopted comes up by reads alone, stays, has not drifted, and goes without a write (seed ${daySeed})`, async () => {
  let contacts: string[] = [];
  const world = await startWorld((sandbox) => {
    addSamplePeople(sandbox);
    ({ contacts } = addRandomPeople(sandbox, new SeededRandom(daySeed), 200));
    // The state is written once, at the end.
    return { env: { ...readableEnv(sandbox), PULUMI_SKIP_CHECKPOINTS: "1" } };
  });
  try {
    const { sandbox, stack } = world;
    const env = readableEnv(sandbox);
    const { report, text = "" } = await adopted(env, { scope: { contacts: [...contacts, "14059", "14060"] } });
    expect(report.subjects.filter(({ status }) => status === "failed")).toEqual([]);
    expect(report.summary.adoptable).toBeGreaterThan(120);
    stack.program = async () => run(text);
    sandbox.log.clear();
    const all = report.summary.adoptable + 2;
    expect((await stack.up()).changes).toEqual({ create: all });
    expect(sandbox.log.requests.length).toBeGreaterThan(0);
    expect(sandbox.log.writes()).toEqual([]);
    sandbox.log.clear();
    expect((await stack.up()).changes).toEqual({ same: all });
    expect(sandbox.log.requests).toEqual([]);
    const args = ["--stack", "dev", "--cwd", stack.stack.workspace.workDir];
    const { status, stdout } = await drift([...args, "--format", "json"], { env: stack.environment });
    expect([status, JSON.parse(stdout).summary]).toMatchObject([0, { drifted: 0, inSync: report.summary.adoptable }]);
    sandbox.vms.install.addUser("newcomer@example.com");
    sandbox.bakeronline.bakery.addUser(15, "newcomer@example.com", ["shop:11"]);
    const before = captureState(sandbox);
    const file = join(stack.folder, "newcomers.ts");
    const more = await runCommand(["adopt", ...args, "--output", file, "--report", join(stack.folder, "adopt.json")], {
      env: stack.environment,
    });
    const told = JSON.parse(readFileSync(join(stack.folder, "adopt.json"), "utf8"));
    expect([more.status, told.summary.adoptable, told.summary.failed]).toEqual([2, 2, 0]);
    const ofContacts = contacts.length + 2;
    expect(told.summary.managed).toBe(report.summary.adoptable - ofContacts);
    expect(readProgram(file, readFileSync(file, "utf8")).entries.map(({ name }) => name)).toEqual([
      "bakeronline/15/newcomer@example.com",
      "vms/newcomer@example.com",
    ]);
    await stack.unprotect();
    await stack.destroy();
    expect(sandbox.log.writes()).toEqual([]);
    expect(captureState(sandbox)).toEqual(before);
  } finally {
    await world.end();
  }
});
