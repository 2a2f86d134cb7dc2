import fc from "fast-check";
import type { Properties } from "../../provider/arguments/arguments.js";
import { PartlyAppliedError } from "../../provider/errors.js";
import type { Sandbox } from "../../sandbox/index.js";
import { exercises } from "../support/exercises.js";
import { isOwnError } from "../support/ownError.js";
import { newRun, type Operation, operationNames, perform } from "../support/recording.js";
import { installState } from "../support/sandboxState.js";
import { anything, mutated, mutation } from "./mutation.js";
import { notPlain } from "./plainData.js";
import { recordedOnce } from "./recorded.js";
import { type FuzzSettings, settingsOf } from "./settings.js";

const aProperties = (value: unknown): Properties =>
  typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};

const places = exercises
  .flatMap(({ name }) => operationNames.filter((done) => done !== "create").map((done) => [done, name] as const))
  .map(([done, name], index) => [done, name, index] as const);

/** Spoils what is stored, and what people write. */
export function fuzzState(settings: FuzzSettings): void {
  const { sandbox, operation: recorded } = recordedOnce();

  test.each(places)(
    "stored state that somebody has spoilt makes %s fail with words, or work: %s",
    async (name, exercise, index) => {
      const operation = recorded(name, exercise);
      await fc.assert(
        fc.asyncProperty(mutation, async (changes) => {
          installState(sandbox(), operation.start);
          const outputs = aProperties(mutated(operation.outputs, changes));
          expect(await problemsWith(sandbox(), operation, outputs)).toEqual([]);
        }),
        settingsOf(settings, index),
      );
    },
  );

  test.each(exercises)("no arguments, however strange, make check fail: $name", (exercise) => {
    const handlers = newRun(exercise, sandbox());
    const properties = fc.oneof(
      mutation.map((changes) => mutated({ ...exercise.args, ...exercise.restoring }, changes)),
      fc.dictionary(fc.constantFrom(...Object.keys(exercise.args), "unlisted", "onDelete", "connection"), anything),
      fc.dictionary(fc.string(), anything),
    );
    fc.assert(
      fc.property(properties, properties, (news, olds) => {
        const { inputs, failures } = handlers.check(aProperties(news), aProperties(olds));
        expect(notPlain(inputs)).toEqual([]);
        expect(notPlain(failures)).toEqual([]);
        expect(failures.filter(({ reason }) => reason === "" || reason.includes("undefined"))).toEqual([]);
      }),
      { ...settings, numRuns: 10 * settings.numRuns },
    );
  });

  test.each(exercises)("arguments that check accepts are carried out, or refused in words: $name", async (exercise) => {
    const operation = recorded("create", exercise.name);
    await fc.assert(
      fc.asyncProperty(mutation, async (changes) => {
        installState(sandbox(), operation.start);
        const handlers = newRun(exercise, sandbox(), { RETRIES: 0 });
        const { inputs, failures } = handlers.check(aProperties(mutated(exercise.args, changes)));
        fc.pre(failures.length === 0);
        const error = await handlers.create(inputs).then(
          ({ outputs }) => void expect(notPlain(outputs)).toEqual([]),
          (reason: unknown) => reason,
        );
        if (error !== undefined && !isOwnError(error)) throw error;
        expect(sandbox().spanel.server.incidents).toEqual([]);
      }),
      settings,
    );
  });
}

async function problemsWith(sandbox: Sandbox, operation: Operation, outputs: Properties): Promise<string[]> {
  const handlers = newRun(operation.exercise, sandbox, { RETRIES: 0 });
  const problems: string[] = [];
  try {
    handlers.diff(outputs, handlers.check(operation.args, outputs).inputs);
  } catch (error) {
    if (!isOwnError(error)) problems.push(`diff fails with ${error}`);
  }
  try {
    const { outputs: stored, found } = await perform(handlers, operation, outputs);
    problems.push(...notPlain(stored ?? null), ...notPlain(found ?? null));
  } catch (error) {
    if (error instanceof PartlyAppliedError) problems.push(...notPlain(error.state));
    else if (!isOwnError(error)) problems.push(`fails with ${error instanceof Error ? error.stack : error}`);
  }
  problems.push(...sandbox.spanel.server.incidents.map(({ what }) => what));
  return problems;
}
