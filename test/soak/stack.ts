import type { Properties } from "../../provider/arguments/arguments.js";
import { PartlyAppliedError } from "../../provider/errors.js";
import type { Sandbox } from "../../sandbox/index.js";
import { perform, type Run } from "../support/recording.js";
import type { SeededRandom } from "../support/seededRandom.js";
import type { Kind } from "./kinds.js";

/** One resource of the stack, as the engine knows it, and what the program wants of it now. */
export interface Resource {
  readonly kind: Kind;
  readonly index: number;
  wanted: { readonly args: Properties; readonly grants: readonly string[] } | undefined;
  outputs: Properties | undefined;
  /** What is run: `pulumi up --refresh`, or `drift --fix` beside it. */
  command: "up" | "fix";
  /** What its last `up` made sure of, and `--fix` puts back; nothing after one that failed, when `--fix` refuses. */
  settled: readonly string[] | undefined;
  /** Whether the engine has ever had it. */
  managed: boolean;
  /** What it may have at this moment: what it had, and what is being put there. */
  allowed: ReadonlySet<string>;
}

export function newResource(kind: Kind, index: number, random: SeededRandom, sandbox: Sandbox): Resource {
  kind.setUp(sandbox, index);
  const wanted = kind.program(random, index);
  return {
    kind,
    index,
    wanted,
    outputs: undefined,
    command: "up",
    settled: undefined,
    managed: false,
    allowed: new Set(),
  };
}

/** Somebody edits the program, or the access itself. */
export function changeProgram(random: SeededRandom, sandbox: Sandbox, resource: Resource): void {
  const { kind, index } = resource;
  const what = random.next();
  if (what < 0.45) resource.wanted = kind.program(random, index);
  else if (what < 0.6) resource.wanted = undefined;
  else if (what < 0.75) kind.give?.(sandbox, index);
  resource.command = random.chance(0.2) ? "fix" : "up";
  allow(sandbox, resource);
}

export function allow(sandbox: Sandbox, resource: Resource): void {
  const { kind, index, command, wanted, settled } = resource;
  const aim = command === "fix" ? settled : wanted?.grants;
  resource.allowed = new Set([...kind.live(sandbox, index), ...(aim ?? []), ...kind.stray]);
}

/** What went wrong, if anything did. */
export async function failureOfStep(run: Run, resource: Resource): Promise<unknown> {
  if (resource.command === "fix") return resource.settled && failureOfFix(run, resource);
  const failure = await failureOfUp(run, resource);
  resource.settled = failure === undefined ? (resource.wanted?.grants ?? []) : undefined;
  return failure;
}

/** Beside the engine: the state stays as it is. */
async function failureOfFix(run: Run, { wanted, outputs }: Resource): Promise<unknown> {
  return perform(run, { name: "correct", args: wanted?.args ?? {} }, outputs).then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** As `pulumi up --refresh` does it. */
async function failureOfUp(run: Run, resource: Resource): Promise<unknown> {
  try {
    if (resource.outputs !== undefined) {
      const live = await run.read(resource.outputs);
      if (live === undefined) return new Error("it is believed to be gone");
      resource.outputs = live.outputs;
    }
    await bringAbout(run, resource);
    return undefined;
  } catch (error) {
    if (error instanceof PartlyAppliedError) resource.outputs = error.state;
    return error;
  } finally {
    resource.managed ||= resource.outputs !== undefined;
  }
}

async function bringAbout(run: Run, resource: Resource): Promise<void> {
  const { outputs, wanted } = resource;
  if (wanted === undefined) {
    if (outputs !== undefined) await run.delete(outputs);
    resource.outputs = undefined;
    return;
  }
  const { inputs, failures } = run.check(wanted.args, outputs);
  if (failures.length > 0) throw new Error(JSON.stringify(failures));
  if (outputs === undefined) resource.outputs = (await run.create(inputs)).outputs;
  else if (run.diff(outputs, inputs).changes) resource.outputs = (await run.update(outputs, inputs)).outputs;
}

export function widerThanAllowed(sandbox: Sandbox, resource: Resource): string[] {
  const wider = resource.kind.live(sandbox, resource.index).filter((grant) => !resource.allowed.has(grant));
  return wider.map((grant) => `${nameOf(resource)} has ${grant} for a while`);
}

export function notAsDeclared(sandbox: Sandbox, resource: Resource): string[] {
  const { kind, index, wanted, managed } = resource;
  // What the program never spoke of, or lets go of without revoking, stays as it is.
  if (wanted === undefined && !(managed && kind.revokes)) return [];
  // What somebody gave by hand after the resource was destroyed is nobody's business.
  const foreign = wanted === undefined ? kind.stray : [];
  const live = kind
    .live(sandbox, index)
    .filter((grant) => !foreign.includes(grant))
    .join(", ");
  const declared = [...(wanted?.grants ?? [])].sort().join(", ");
  return live === declared ? [] : [`${nameOf(resource)} has ${live} instead of ${declared}`];
}

export function nameOf({ kind, index }: Resource): string {
  return `${kind.name} ${index}`;
}
