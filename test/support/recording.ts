import type { Properties } from "../../provider/kernel/arguments.js";
import type { Handlers } from "../../provider/kernel/lifecycle.js";
import { type LoggedRequest, type Sandbox, startSandbox } from "../../sandbox/index.js";
import { contextFor } from "./contextFor.js";
import type { Exercise } from "./exercises.js";
import { captureState, installState, type SandboxState } from "./sandboxState.js";

/** What one handler is asked to do with one resource: where it starts from, and where it must end. */
export interface Operation {
  readonly name: "create" | "read" | "update" | "delete";
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
}

/** Handlers of a new run, as the engine starts one for each of its commands: nothing that was read before is known. */
export function newRun(
  exercise: Pick<Exercise, "env" | "handlers">,
  sandbox: Sandbox,
  settings: Properties = {},
): Handlers {
  const env = exercise.env(sandbox);
  const systems = new Set(Object.keys(env).map((name) => name.split("_")[0]));
  const more = Object.entries(settings).flatMap(([key, value]) =>
    [...systems].map((name) => [`${name}_${key}`, `${value}`]),
  );
  return exercise.handlers(contextFor({ ...env, ...Object.fromEntries(more) }));
}

/** Carries out an operation, or what is left of it, with `outputs` as the engine would have them. */
export async function perform(
  handlers: Handlers,
  { name, args }: Pick<Operation, "name" | "args">,
  outputs: Properties | undefined,
): Promise<Properties | undefined> {
  const { inputs } = handlers.check(args);
  if (outputs === undefined) return name === "create" ? (await handlers.create(inputs)).outputs : undefined;
  if (name === "delete") return void (await handlers.delete(outputs));
  if (name === "read") return (await handlers.read(outputs))?.outputs;
  return (await handlers.update(outputs, inputs)).outputs;
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
  const record = async (operation: Omit<Operation, "requests" | "exercise">) => {
    installState(sandbox, operation.start);
    const outputs = await perform(newRun(exercise, sandbox), operation, operation.outputs);
    return { operation: { ...operation, exercise, requests: [...sandbox.log.requests] }, outputs };
  };
  const { before: from, granted, changed, restored, args, changedArgs, restoring } = exercise;
  const creating = { name: "create", start: fresh, from, to: granted, outputs: undefined } as const;
  const ending = await record({ ...creating, args: { ...args, ...restoring } });
  const create = await record({ ...creating, args });
  const made = { start: captureState(sandbox), from: granted };
  const read = await record({ ...made, name: "read", to: granted, outputs: create.outputs, args });
  const update = await record({ ...made, name: "update", to: changed, outputs: create.outputs, args: changedArgs });
  const end = await record({ ...made, name: "delete", to: restored, outputs: ending.outputs, args });
  return [create, read, update, end].map(({ operation }) => operation);
}
