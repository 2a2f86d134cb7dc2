import { addSamplePeople } from "../../sandbox/samplePeople.js";
import { adopted, readableEnv, run } from "../support/adopted.js";
import { daySeed } from "../support/daySeed.js";
import { drift } from "../support/driftCommand.js";
import { addRandomPeople } from "../support/randomPeople.js";
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
    const before = captureState(sandbox);
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
    await stack.unprotect();
    await stack.destroy();
    expect(sandbox.log.writes()).toEqual([]);
    expect(captureState(sandbox)).toEqual(before);
  } finally {
    await world.end();
  }
});
