import fc from "fast-check";
import type { Properties } from "../../provider/kernel/arguments.js";
import { PartlyAppliedError, StateError } from "../../provider/kernel/errors.js";
import type { Handlers } from "../../provider/kernel/lifecycle.js";
import { exercises } from "../support/exercises.js";
import { isOwnError } from "../support/ownError.js";
import { newRun, type Operation, operationNames, perform } from "../support/recording.js";
import { installState } from "../support/sandboxState.js";
import { grantsIn } from "./decodedGrants.js";
import { notPlain } from "./plainData.js";
import { recordedOnce } from "./recorded.js";
import { fuzzSettings } from "./settings.js";
import { type Distortion, distortAnswers, distortion } from "./strangeAnswers.js";

// With FUZZ_RUNS there may be many.
jest.setTimeout(1_800_000);

const { sandbox, operation: recorded } = recordedOnce();

const places = exercises.flatMap((exercise) => operationNames.map((name) => [name, exercise.name] as const));

test.each(places)(
  "no answer, however strange, makes %s crash, widen access, or store what cannot be stored: %s",
  async (name, exercise) => {
    const operation = recorded(name, exercise);
    const property = fc.asyncProperty(fc.array(distortion, { minLength: 1, maxLength: 2 }), async (distortions) => {
      expect(await problemsWith(operation, distortions)).toEqual([]);
    });
    await fc.assert(property, fuzzSettings);
  },
);

async function problemsWith(operation: Operation, distortions: readonly Distortion[]): Promise<string[]> {
  installState(sandbox(), operation.start);
  const handlers = newRun(operation.exercise, sandbox(), { RETRIES: 0, TIMEOUT: 20 });
  const answers = distortAnswers(sandbox(), distortions);
  try {
    const { outputs } = await perform(handlers, operation, operation.outputs);
    return [...(outputs === undefined ? [] : wrongOutputs(handlers, operation, outputs)), ...wider(operation, answers)];
  } catch (error) {
    if (!isOwnError(error)) return [`fails with ${error instanceof Error ? error.stack : error}`];
    const left = error instanceof PartlyAppliedError ? wrongOutputs(handlers, operation, error.state) : [];
    return [...left, ...wider(operation, answers)];
  }
}

/** What is stored must be plain, and the next command must be able to read it. */
function wrongOutputs(handlers: Handlers, { args }: Operation, outputs: Properties): string[] {
  const problems = notPlain(outputs);
  try {
    handlers.diff(outputs, handlers.check(args).inputs);
  } catch (error) {
    problems.push(error instanceof StateError ? error.message : `diff fails with ${error}`);
  }
  return problems;
}

/** A write may ask for what is declared, what goes back to how it was, and what an answer showed. */
function wider({ to, from, outputs }: Operation, answers: readonly unknown[]): string[] {
  const writes = sandbox().log.writes();
  const baseline = Array.isArray(outputs?.baseline) ? outputs.baseline.map(String) : [];
  const allowed = new Set([...to, ...from, ...baseline]);
  for (const { system } of writes)
    for (const body of answers) for (const grant of grantsIn({ system, body })) allowed.add(grant);
  const asked = writes.flatMap(grantsIn);
  return [
    ...asked.filter((grant) => !allowed.has(grant)).map((grant) => `asks for ${grant}`),
    ...sandbox().spanel.server.incidents.map(({ what }) => what),
  ];
}
