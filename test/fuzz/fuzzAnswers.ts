import fc from "fast-check";
import type { Properties } from "../../provider/arguments/arguments.js";
import { PartlyAppliedError, StateError } from "../../provider/errors.js";
import type { Handlers } from "../../provider/lifecycle/lifecycle.js";
import { rightNames } from "../../provider/systems/bakeronline/vocabulary.js";
import type { Sandbox } from "../../sandbox/index.js";
import { isOwnError } from "../support/ownError.js";
import { newRun, type Operation, operationNames, perform } from "../support/recording.js";
import { installState } from "../support/sandboxState.js";
import { grantsIn } from "./decodedGrants.js";
import { notPlain } from "./plainData.js";
import { fuzzed, recordedOnce } from "./recorded.js";
import { type FuzzSettings, settingsOf } from "./settings.js";
import { type DistortedAnswers, distortAnswers, distortion } from "./strangeAnswers.js";

const places = fuzzed
  .flatMap((exercise) => operationNames.map((name) => [name, exercise.name] as const))
  .map(([name, exercise], index) => [name, exercise, index] as const);

/** Distorts the answers to everything that the package does. */
export function fuzzAnswers(settings: FuzzSettings): void {
  const { sandbox, operation: recorded } = recordedOnce();
  let [strange, drawn] = [0, 0];

  test.each(places)(
    "no answer, however strange, makes %s crash, widen access, or store what cannot be stored: %s",
    async (name, exercise, index) => {
      const operation = recorded(name, exercise);
      const property = fc.asyncProperty(fc.array(distortion, { minLength: 1, maxLength: 2 }), async (distortions) => {
        installState(sandbox(), operation.start);
        const answers = distortAnswers(sandbox(), distortions, operation.requests.length);
        expect(await problemsWith(sandbox(), operation, answers)).toEqual([]);
        if (operation.requests.length === 0) return;
        drawn += 1;
        strange += answers.strangeSuccesses;
      });
      await fc.assert(property, settingsOf(settings, index));
    },
  );

  // Otherwise most of what was drawn would have hit nothing.
  test("there are many strange answers, as they come with success", () => {
    expect(strange).toBeGreaterThan(drawn / 3);
  });
}

async function problemsWith(sandbox: Sandbox, operation: Operation, answers: DistortedAnswers): Promise<string[]> {
  const handlers = newRun(operation.exercise, sandbox, { RETRIES: 0, TIMEOUT: 20 });
  try {
    const { outputs } = await perform(handlers, operation, operation.outputs);
    return [
      ...(outputs === undefined ? [] : wrongOutputs(handlers, operation, outputs)),
      ...wider(sandbox, operation, answers),
    ];
  } catch (error) {
    if (!isOwnError(error)) return [`fails with ${error instanceof Error ? error.stack : error}`];
    const left = error instanceof PartlyAppliedError ? wrongOutputs(handlers, operation, error.state) : [];
    return [...left, ...wider(sandbox, operation, answers)];
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

/** A write may ask for what is declared, what goes back to how it was, and what is only passed on from an answer. */
function wider(sandbox: Sandbox, operation: Operation, { bodies }: DistortedAnswers): string[] {
  const { to, outputs } = operation;
  const writes = sandbox.log.writes();
  const baseline = Array.isArray(outputs?.baseline) ? outputs.baseline.map(String) : [];
  const allowed = new Set([...to, ...baseline]);
  for (const { system } of writes) {
    const shown = bodies.flatMap((body) => grantsIn({ system, body }));
    for (const grant of shown) if (isPassedOn(operation, system, grant)) allowed.add(grant);
  }
  const asked = writes.flatMap(grantsIn);
  return [
    ...asked.filter((grant) => !allowed.has(grant)).map((grant) => `asks for ${grant}`),
    ...sandbox.spanel.server.incidents.map(({ what }) => what),
  ];
}

/** Whether a grant goes back to the system because it was read there, and not because anybody decided so. */
function isPassedOn({ name, args }: Operation, system: string, grant: string): boolean {
  if (args.unlisted === "keep") return true;
  // Rights without a name here stay as they are; shops stay until all rights are gone.
  if (system === "bakeronline")
    return grant.startsWith("shop:") ? name === "delete" : !rightNames.some((right) => right === grant);
  return false;
}
