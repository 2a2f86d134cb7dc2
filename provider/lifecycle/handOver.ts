import { noGrants } from "../access/access.js";
import { type GrantSet, sameGrants, without } from "../access/grants.js";
import type { Context } from "../contract/Context.js";
import type { CommonArguments, PermissionDefinition } from "../contract/PermissionDefinition.js";
import { HandOverError, SubjectNotFoundError } from "../errors.js";
import { type Admission, convergeKnown } from "./converge.js";
import { desiredAt, endedIn } from "./ends.js";
import type { Declaration, Origin } from "./Ownership.js";
import { originOf } from "./originOf.js";
import { restorable } from "./restoredAccess.js";
import { ownedGrants, type State } from "./state.js";
import { listed } from "./words.js";

/**
 * Lets a resource go whose subject another one of the program speaks for. Access becomes what that one asks for: it may not be so
 * yet, where the two wrote by turns in runs that were interrupted, or where the new one keeps what it does not mention.
 *
 * @throws HandOverError where only the resource that goes knows what the one that stays would have to restore
 */
export async function handOver<Arguments extends CommonArguments, Detail>(
  definition: PermissionDefinition<Arguments, Detail>,
  context: Context,
  state: State<Arguments>,
  to: Declaration<Arguments>,
  admission: Admission<Arguments>,
): Promise<void> {
  const subject = definition.subject(state.args);
  // What is only watched has nothing to go back to.
  if (definition.watch === undefined)
    requireOrigin(definition, subject, originOf(definition, state, context.now()), to, context);
  const surplus = surplusOf(definition, state, to.args, context.now());
  if (to.args !== undefined && definition.watch === undefined && (to.appliedAt === undefined || surplus.length > 0)) {
    await bringAbout(definition, context, state, to.args, surplus, admission);
  }
  context.notify("info", `${subject}: left as it is, because ${nameOf(to)} of this program manages it.`);
}

/** @throws HandOverError always: it says why, and what to do */
export function refuseHandOver(subject: string, to: Declaration<unknown>): never {
  throw new HandOverError(
    `${subject}: nothing was taken away and nothing was forgotten, because ${nameOf(to)} of this program is to manage it and has failed, or was not tried. ` +
      "Mend what failed, and run `pulumi up` again; or take it out of the program: then access is taken away.",
  );
}

/** What to say where access is taken away that the program declares, because the resource that does so is not there yet. */
export function awaitedNotice(subject: string, to: Declaration<unknown>): string {
  return `${subject}: its access goes now, and comes back with ${nameOf(to)} of this program. Should this run fail before that, run \`pulumi up\` again.`;
}

/** A resource in words, as far as `check` was told. */
export function nameOf({ resource }: Pick<Declaration<unknown>, "resource">): string {
  return resource === undefined ? "another resource" : `the resource "${resource.name}"`;
}

/** @throws HandOverError */
export function requireOrigin<Arguments extends CommonArguments, Detail>(
  definition: PermissionDefinition<Arguments, Detail>,
  subject: string,
  own: Origin,
  to: Pick<Declaration<Arguments>, "origin" | "args" | "resource">,
  { notify }: Pick<Context, "notify">,
): void {
  const other = to.origin;
  if (other === undefined || other.since < own.since || isSame(own.baseline, other.baseline)) return;
  const { args } = to;
  const restores = args?.onDelete === "restore";
  if (restores && isSame(restorable(definition, { args, ...own }), restorable(definition, { args, ...other }))) return;
  const known = (grants: GrantSet | null) => (grants === null ? "not known" : listed(definition, grants));
  const what = `${subject}: its access before the first write was ${known(own.baseline)}, and ${nameOf(to)} does not know that: it took ${known(other.baseline)} for it`;
  if (restores) {
    throw new HandOverError(
      `${what}. Its onDelete "restore" would leave in place what this package granted. Run \`pulumi up --refresh\`: then it takes over what was there before.`,
    );
  }
  notify(
    "warning",
    `${what}. Remember it, should onDelete ever become "restore". (A rename with \`aliases\` in the resource's options takes it along.)`,
  );
}

function isSame(one: GrantSet | null, other: GrantSet | null): boolean {
  return one === null || other === null ? one === other : sameGrants(one, other);
}

/** What the resource that goes has granted, and the one that stays would leave because it keeps what it does not mention. */
export function surplusOf<Arguments extends CommonArguments, Detail>(
  definition: PermissionDefinition<Arguments, Detail>,
  state: State<Arguments>,
  to: Arguments | undefined,
  now: number,
): GrantSet {
  const { args, baseline, record } = state;
  const { onDelete = "keep" } = args;
  if (to === undefined || (to.unlisted ?? "revoke") === "revoke" || onDelete === "keep") return noGrants;
  const own = without(ownedGrants(record), desiredAt(definition, to, now).grants);
  return onDelete === "restore" ? without(own, without(baseline ?? noGrants, endedIn(definition, state, now))) : own;
}

async function bringAbout<Arguments extends CommonArguments, Detail>(
  definition: PermissionDefinition<Arguments, Detail>,
  context: Context,
  state: State<Arguments>,
  args: Arguments,
  surplus: GrantSet,
  admission: Admission<Arguments>,
): Promise<void> {
  const prior = { ...state, args, record: { ...state.record, declared: surplus, pending: noGrants } };
  try {
    await convergeKnown(definition, context, args, prior, admission);
  } catch (error) {
    // Whoever has gone meanwhile is not to be made again by a delete.
    if (!(error instanceof SubjectNotFoundError)) throw error;
  }
}
