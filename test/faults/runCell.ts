import { isDeepStrictEqual } from "node:util";
import type { Properties } from "../../provider/arguments/arguments.js";
import { PartlyAppliedError } from "../../provider/errors.js";
import { pauses } from "../../provider/lifecycle/lateReads.js";
import type { Sandbox } from "../../sandbox/index.js";
import { isOwnError } from "../support/ownError.js";
import { newRun, type Operation, perform, type Result } from "../support/recording.js";
import { installState } from "../support/sandboxState.js";
import type { FaultKind } from "./faultKinds.js";
import { signatureOf, type TargetCall } from "./targetCalls.js";

/** Where an answer never comes the time-out is short, but not so short that a busy machine reaches it without a fault. */
const settingsFor = ({ hangs }: FaultKind) => ({ RETRIES: 1, TIMEOUT: hangs ? 2 : 30 });

/** One field of the matrix: an operation, the call that goes wrong, how, and how often. */
export interface Cell {
  readonly operation: Operation;
  readonly call: TargetCall;
  readonly kind: FaultKind;
  readonly times: number;
}

export function nameOf({ operation, call, kind, times }: Cell): string {
  return `${operation.exercise.name}, ${operation.name}: ${call.name}: ${kind.name}${timesOf(times)}`;
}

export function timesOf(times: number): string {
  return times === 1 ? "" : " for ever";
}

interface Outcome {
  readonly error: unknown;
  readonly result: Result;
}

/** Lets one call of an operation go wrong, then runs the operation again without faults. Returns all that was not as promised. */
export async function runCell(sandbox: Sandbox, cell: Cell): Promise<string[]> {
  const { operation, call, kind, times } = cell;
  const problems: string[] = [];
  const live = () => operation.exercise.live(sandbox);
  const allowed = new Set([...operation.from, ...operation.to]);
  const requireNothingWider = () => {
    const wider = live().filter((grant) => !allowed.has(grant));
    if (wider.length > 0) problems.push(`has ${wider.join(", ")} for a while`);
  };
  const run = (outputs: Properties | undefined, settings: Properties): Promise<Outcome> =>
    perform(newRun(operation.exercise, sandbox, settings), operation, outputs).then(
      (result) => ({ error: undefined, result }),
      (error: unknown) => ({ error, result: {} }),
    );

  installState(sandbox, operation.start);
  sandbox.log.onArrival = requireNothingWider;
  const { system, method, path, call: action, skip } = call;
  sandbox.faults.add({ system, method, path, call: action, skip, times, ...kind.fault(call) });
  const outcome = await run(operation.outputs, settingsFor(kind));
  problems.push(...tooManyRequests(sandbox, cell));
  sandbox.faults.clear();
  requireNothingWider();

  if (outcome.error === undefined) {
    if (!isDeepStrictEqual(live(), operation.to)) problems.push(`succeeds, but access is ${live().join(", ")}`);
    problems.push(...wrongResult(operation, outcome.result));
  } else {
    problems.push(...wrongError(outcome.error, cell));
    problems.push(...(await wrongState(sandbox, cell, outcome.error)));
    const left = outcome.error instanceof PartlyAppliedError ? outcome.error.state : operation.outputs;
    const again = await run(left, {});
    if (again.error !== undefined) problems.push(`fails when it is run again: ${again.error}`);
    if (!isDeepStrictEqual(live(), operation.to)) problems.push(`ends with ${live().join(", ")} when it is run again`);
    requireNothingWider();
  }
  const entries = sandbox.bakeronline.bakery.companies.get(15)?.size ?? 0;
  if (entries > 1) problems.push(`makes ${entries} entries`);
  if (sandbox.spanel.server.incidents.length > 0) problems.push("sends SPanel an empty set");
  sandbox.log.onArrival = undefined;
  return problems;
}

/** What only looks must see the same as without the fault, and nothing may come of it. */
function wrongResult({ name, result }: Operation, got: Result): string[] {
  if (name !== "read" && name !== "inspect") return [];
  return isDeepStrictEqual(got, result) ? [] : [`finds ${JSON.stringify(got)} instead of ${JSON.stringify(result)}`];
}

function tooManyRequests(sandbox: Sandbox, { operation, call, kind }: Cell): string[] {
  const { signature } = call;
  const hits = sandbox.log.requests.filter((request) => signatureOf(request) === signature).length - call.skip;
  const clean = operation.requests.length;
  const ofCall = operation.requests.filter((request) => signatureOf(request) === signature).length - call.skip;
  // Where a proof fails, the subject is read once more; the calls of the same kind that come later may come too.
  const most = (settingsFor(kind).RETRIES + 1) * (call.verifies ? 2 : 1) + ofCall - 1;
  // Where a write's answer is lost, what a read shows may be late.
  const mostAtAll = 2 * clean + most + (call.reads ? 0 : pauses.beforeReads.length);
  const all = sandbox.log.requests.length;
  return [
    ...(hits > most ? [`sends the call ${hits} times instead of ${most}`] : []),
    ...(all > mostAtAll ? [`sends ${all} requests instead of ${mostAtAll}`] : []),
  ];
}

function wrongError(error: unknown, { call, kind, times }: Cell): string[] {
  const problems: string[] = [];
  const reason = error instanceof PartlyAppliedError ? error.reason : error;
  if (!isOwnError(reason)) return [`fails with ${reason}`];
  if (!call.words.test(reason.message)) problems.push(`does not name the call: ${reason.message}`);
  if (times === 1 && kind.passes && call.repeatable) problems.push(`is not overcome: ${reason.message}`);
  return problems;
}

/** The state must be what is really there, as far as that could be read after the failure. */
async function wrongState(sandbox: Sandbox, { operation, call }: Cell, error: unknown): Promise<string[]> {
  const { exercise, from, name } = operation;
  if (!(error instanceof PartlyAppliedError)) {
    const unchanged = isDeepStrictEqual(exercise.live(sandbox), from);
    return unchanged || name === "delete" || name === "correct"
      ? []
      : [`has no state, but access is ${exercise.live(sandbox).join(", ")}`];
  }
  const { state } = error;
  if (state.__state?.verified !== false) return ["calls a state verified that was not read"];
  if (!exercise.readable || call.reads) return [];
  const { args } = operation;
  const { outputs } = await perform(newRun(exercise, sandbox), { name: "read", args }, state);
  return isDeepStrictEqual(outputs, state) ? [] : [`has a state that is not true: ${JSON.stringify(state)}`];
}
