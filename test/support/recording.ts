import type { Properties } from "../../provider/arguments/arguments.js";
import type { Inspection, Inspector } from "../../provider/lifecycle/inspector.js";
import type { Handlers } from "../../provider/lifecycle/lifecycle.js";
import { resourceKinds } from "../../provider/systems/resourceKinds.js";
import { type LoggedRequest, type Sandbox, startSandbox } from "../../sandbox/index.js";
import { contextFor } from "./contextFor.js";
import type { Exercise } from "./exercises.js";
import { captureState, installState, type SandboxState } from "./sandboxState.js";

/** What the engine asks of one resource, and after it what `drift` does, and what `drift --fix` does with what that found. */
export const operationNames = ["create", "read", "update", "delete", "inspect", "correct"] as const;
export type OperationName = (typeof operationNames)[number];

/** What is done with one resource: where it starts from, and where it must end. */
export interface Operation {
  readonly name: OperationName;
  readonly exercise: Exercise;
  readonly start: SandboxState;
  /** Grants before and after. */
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** Outputs that the engine has stored; nothing before a create. */
  readonly outputs: Properties | undefined;
  readonly args: Properties;
  /** The requests that it takes when nothing goes wrong. */
  readonly requests: readonly LoggedRequest[];
  readonly result: Result;
}

/** What an operation gives back. */
export interface Result {
  /** What the engine would store. */
  readonly outputs?: Properties | undefined;
  readonly found?: Inspection;
}

/** One command: the handlers that the engine calls, and what `drift` looks with. */
export interface Run extends Handlers {
  readonly open: Inspector;
}

/** A new command, of which each starts a process of its own: nothing that was read before is known. */
export function newRun(
  exercise: Pick<Exercise, "env" | "handlers" | "path">,
  sandbox: Sandbox,
  settings: Properties = {},
): Run {
  const env = exercise.env(sandbox);
  const systems = new Set(Object.keys(env).map((name) => name.split("_")[0]));
  const more = Object.entries(settings).flatMap(([key, value]) =>
    [...systems].map((name) => [`${name}_${key}`, `${value}`]),
  );
  const context = contextFor({ ...env, ...Object.fromEntries(more) });
  const kind = resourceKinds.get(exercise.path);
  if (kind === undefined) throw new Error(`${exercise.path} is no kind of resource`);
  return { ...exercise.handlers(context), open: kind.inspector(context) };
}

/** Carries out an operation, or what is left of it, with `outputs` as the engine would have them. */
export async function perform(
  run: Run,
  { name, args }: Pick<Operation, "name" | "args">,
  outputs: Properties | undefined,
): Promise<Result> {
  if (name === "inspect" || name === "correct") return outputs === undefined ? {} : lookAt(run, name, outputs);
  const { inputs } = run.check(args);
  if (outputs === undefined) return name === "create" ? { outputs: (await run.create(inputs)).outputs } : {};
  if (name === "delete") {
    await run.delete(outputs);
    return {};
  }
  if (name === "read") return { outputs: (await run.read(outputs))?.outputs };
  return { outputs: (await run.update(outputs, inputs)).outputs };
}

/** As the command does it: what drifted, and may be, is corrected, and what was found stands in a report. */
async function lookAt(run: Run, name: "inspect" | "correct", outputs: Properties): Promise<Result> {
  const subject = run.open(outputs);
  const { roster: _asked, ...found } = { roster: undefined, ...(await subject.inspect()) };
  if (name === "inspect") return { found };
  if (found.status === "drifted" && subject.obstacle() === undefined) await subject.correct();
  return {};
}

/** Puts a resource of each kind through its life without faults and writes down every request. */
export async function recordOperations(exercises: readonly Exercise[]): Promise<readonly Operation[]> {
  const sandbox = await startSandbox();
  const empty = captureState(sandbox);
  const operations: Operation[] = [];
  try {
    for (const exercise of exercises) {
      installState(sandbox, empty);
      operations.push(...(await recordLife(exercise, sandbox)));
    }
  } finally {
    await sandbox.close();
  }
  return operations;
}

async function recordLife(exercise: Exercise, sandbox: Sandbox): Promise<readonly Operation[]> {
  exercise.setUp(sandbox);
  const fresh = captureState(sandbox);
  const record = async (operation: Omit<Operation, "requests" | "exercise" | "result">): Promise<Operation> => {
    installState(sandbox, operation.start);
    const result = await perform(newRun(exercise, sandbox), operation, operation.outputs);
    return { ...operation, exercise, requests: [...sandbox.log.requests], result };
  };
  const { before: from, granted, changed, restored, args, changedArgs, restoring, drift } = exercise;
  const creating = { name: "create", start: fresh, from, to: granted, outputs: undefined } as const;
  const ending = await record({ ...creating, args: { ...args, ...restoring } });
  const create = await record({ ...creating, args });
  const { outputs } = create.result;
  const made = { start: captureState(sandbox), from: granted, outputs, args };
  const read = await record({ ...made, name: "read", to: granted });
  const update = await record({ ...made, name: "update", to: changed, args: changedArgs });
  const end = await record({ ...made, name: "delete", to: restored, outputs: ending.result.outputs });
  installState(sandbox, made.start);
  drift.make(sandbox);
  const drifted = { ...made, start: captureState(sandbox), from: [...exercise.live(sandbox)] };
  const inspect = await record({ ...drifted, name: "inspect", to: drifted.from });
  const correct = await record({ ...drifted, name: "correct", to: exercise.isCorrected ? granted : drifted.from });
  return [create, read, update, end, inspect, correct];
}
