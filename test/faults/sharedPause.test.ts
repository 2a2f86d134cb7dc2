import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import { startSandbox } from "../../sandbox/index.js";
import { cases } from "../support/cases/index.js";
import { newRun } from "../support/recording.js";

test.concurrent.each(cases)(
  "a pause that one resource is asked for holds back all of the connection, none of which finds out by itself: $name",
  async (exercise) => {
    const sandbox = await startSandbox();
    try {
      exercise.setUp(sandbox);
      const handlers = newRun(exercise, sandbox);
      const create = (more: object) => handlers.create(handlers.check({ ...exercise.args, ...more }).inputs);
      sandbox.faults.add({ kind: "status", status: 429, retryAfter: 3, times: Number.POSITIVE_INFINITY });
      const first = create({});
      while (sandbox.log.requests[0]?.status === undefined) await setImmediate();
      await sleep(100);
      const others = exercise.otherSubjects
        .filter((other) => !("connection" in other))
        .flatMap((other) => [create(other), create({ ...other, unlisted: "revoke" })]);
      // Far less than what was asked for, so that a busy machine does not reach the end of it.
      await sleep(750);
      const refused = sandbox.log.requests.length;
      sandbox.faults.clear();
      await Promise.all([first, Promise.allSettled(others)]);
      expect(refused).toBe(1);
      expect(sandbox.log.requests.filter(({ status }) => status === 429)).toHaveLength(1);
      expect(exercise.live(sandbox)).toEqual(exercise.granted);
    } finally {
      await sandbox.close();
    }
  },
  30_000,
);
