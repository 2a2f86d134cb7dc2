import * as pulumi from "@pulumi/pulumi";

/** One subject is managed by two resources of a program. A RunError, so that the engine shows it without a stack trace. */
export class DuplicateSubjectError extends pulumi.RunError {
  override readonly name = "DuplicateSubjectError";
}

interface Claim {
  readonly type: string;
  readonly className: string;
  readonly name: string;
  readonly identity: readonly string[];
}

/** Who manages which subject, per run of a program: one process may run many programs, each with a stack of its own. */
const owners = new WeakMap<object, Map<string, string>>();
const outsideOfStacks = {};

/**
 * Notes which subject a resource manages. The subject's arguments come back so that a second resource on the same one
 * fails at preview, as soon as they are known.
 */
export function claimSubject(claim: Claim, args: pulumi.Inputs): pulumi.Inputs {
  const run = pulumi.runtime.getStackResource() ?? outsideOfStacks;
  const [first] = claim.identity.filter((key) => args[key] !== undefined);
  if (first === undefined) return args;
  const checked = pulumi.output(claim.identity.map((key) => args[key])).apply((values) => register(run, claim, values));
  return { ...args, [first]: pulumi.all([checked, args[first]]).apply(([, value]) => value) };
}

function register(run: object, { type, className, name, identity }: Claim, values: readonly unknown[]): void {
  const known = owners.get(run) ?? new Map<string, string>();
  owners.set(run, known);
  const subject = identity.map((key, index) => [key, values[index] ?? (key === "connection" ? "default" : null)]);
  const key = JSON.stringify([type, subject]);
  const owner = known.get(key);
  if (owner !== undefined) {
    const words = subject
      .filter(([, value]) => value !== null)
      .map(([part, value]) => `${part} ${JSON.stringify(value)}`);
    throw new DuplicateSubjectError(
      `${className} "${owner}" and ${className} "${name}" both manage ${words.join(", ")}. ` +
        "Each would undo what the other does: merge them into one resource.",
    );
  }
  known.set(key, name);
}
