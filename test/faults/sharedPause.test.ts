import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import { startSandbox } from "../../sandbox/index.js";
import { cases, type SystemCase } from "../support/cases/index.js";
import { newRun } from "../support/recording.js";

interface Paused {
  /** Requests while the pause lasted. */
  readonly during: number;
  /** Requests that were answered with the pause. */
  readonly refused: number;
  readonly live: readonly string[];
}

/** One resource is asked for a pause; others of its connection come while it lasts. */
async function pauseIn(exercise: SystemCase): Promise<Paused> {
  const sandbox = await startSandbox();
  try {
    exercise.setUp(sandbox);
    const handlers = newRun(exercise, sandbox);
    const create = (more: object) => handlers.create(handlers.check({ ...exercise.args, ...more }).inputs);
    sandbox.faults.add({ kind: "status", status: 429, retryAfter: 3, times: Number.POSITIVE_INFINITY });
    const first = create({});
    while (sandbox.log.requests[0]?.status === undefined) await setImmediate();
    // Until the answer has been read, which takes a busy machine a while.
    await sleep(400);
    const others = exercise.otherSubjects
      .filter((other) => !("connection" in other))
      .flatMap((other) => [create(other), create({ ...other, unlisted: "revoke" })]);
    // Far less than what was asked for, so that a busy machine does not reach the end of it.
    await sleep(750);
    const during = sandbox.log.requests.length;
    sandbox.faults.clear();
    await Promise.all([first, Promise.allSettled(others)]);
    const refused = sandbox.log.requests.filter(({ status }) => status === 429).length;
    return { during, refused, live: exercise.live(sandbox) };
  } finally {
    await sandbox.close();
  }
}

/** All at once: each waits for most of its time. */
let paused: ReadonlyMap<string, Paused>;
beforeAll(async () => {
  const outcomes = await Promise.all(cases.map(async (exercise) => [exercise.name, await pauseIn(exercise)] as const));
  paused = new Map(outcomes);
}, 60_000);

test.each(cases)(
  "a pause that one resource is asked for holds back all of the connection, none of which finds out by itself: $name",
  ({ name, granted }) => {
    expect(paused.get(name)).toEqual({ during: 1, refused: 1, live: granted });
  },
);
