import * as pulumi from "@pulumi/pulumi";

/** Arguments that name a subject, each with its default, or null where it has none. */
export type Identity = Readonly<Record<string, string | null>>;

interface Claim {
  readonly type: string;
  readonly className: string;
  readonly name: string;
  readonly identity: Identity;
}

/** Who manages which subject, per run of a program: one process may run many programs, each with a stack of its own. */
const owners = new WeakMap<object, Map<string, string>>();
const outsideOfStacks = {};

/**
 * Notes which subject a resource manages, as soon as that is known.
 *
 * @returns what is wrong when another resource of the same run manages it already. `check` turns that into an error of the
 *   resource: a rejected output would crash the program instead, and an inline program not even that.
 */
export function claimSubject(claim: Claim, args: pulumi.Inputs): pulumi.Output<string | undefined> {
  const run = pulumi.runtime.getStackResource() ?? outsideOfStacks;
  return pulumi
    .output(Object.keys(claim.identity).map((key) => args[key]))
    .apply((values) => register(run, claim, values));
}

function register(run: object, claim: Claim, values: readonly unknown[]): string | undefined {
  const known = owners.get(run) ?? new Map<string, string>();
  owners.set(run, known);
  const subject = Object.entries(claim.identity).map(([key, byDefault], index) => ({
    key,
    value: values[index] ?? byDefault,
  }));
  const key = JSON.stringify([claim.type, subject]);
  const owner = known.get(key);
  if (owner === undefined) {
    known.set(key, claim.name);
    return undefined;
  }
  const words = subject
    .filter(({ value }) => value !== null)
    .map(({ key: argument, value }) => `${argument} ${JSON.stringify(value)}`);
  return (
    `${claim.className} "${owner}" and ${claim.className} "${claim.name}" both manage ${words.join(", ")}. ` +
    "Each would undo what the other does: merge them into one resource."
  );
}
