import { type Sandbox, startSandbox } from "../../sandbox/index.js";
import { exercises, keeping } from "../support/exercises.js";
import { type Operation, type OperationName, recordOperations } from "../support/recording.js";

export const fuzzed = [...exercises, keeping];

/** A sandbox of the suite's own, and what every exercise did there when nothing went wrong. */
export function recordedOnce(): {
  readonly sandbox: () => Sandbox;
  readonly operation: (name: OperationName, exercise: string) => Operation;
} {
  let sandbox: Sandbox;
  let operations: readonly Operation[];
  beforeAll(async () => {
    sandbox = await startSandbox();
    operations = await recordOperations(fuzzed);
  });
  afterAll(() => sandbox.close());
  return {
    sandbox: () => sandbox,
    operation(name, exercise) {
      const found = operations.find((one) => one.name === name && one.exercise.name === exercise);
      if (found === undefined) throw new Error(`${name} of ${exercise} was not recorded`);
      return found;
    },
  };
}
