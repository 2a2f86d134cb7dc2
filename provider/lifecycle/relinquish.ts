import { type Desired, givenBy, givesAnyOf, isEmptyPlan, noGrants, sameGrant } from "../access/access.js";
import { type Grant, type GrantSet, union, without } from "../access/grants.js";
import type { Context } from "../contract/Context.js";
import type { CommonArguments, PermissionDefinition, PermissionRules } from "../contract/PermissionDefinition.js";
import { SubjectNotFoundError } from "../errors.js";
import { requireProof } from "./absence.js";
import { carryOut, decide, takesAll } from "./carryOut.js";
import { dated, declaredAt, endedAmong, endedIn, endsByItself } from "./ends.js";
import { restoredAccess, restoresBaseline } from "./restoredAccess.js";
import { ownedGrants, type State } from "./state.js";
import { describeDone, listed } from "./words.js";

/**
 * Changes access on destroy, as `onDelete` says. Nothing to do is fine, and so is a subject that is gone.
 *
 * @param meet is told whom the system has under the resource's words, before anything is written
 */
export async function relinquish<Arguments extends CommonArguments, Detail>(
  given: PermissionDefinition<Arguments, Detail>,
  context: Context,
  state: State<Arguments>,
  meet: (found: string) => void = () => undefined,
): Promise<void> {
  const { args, record } = state;
  const now = context.now();
  const definition = dated(given, args, endedAmong(given, args, record.declared, now), now);
  const subject = definition.subject(args);
  const left = remainderOf(definition, state, now);
  if ("stays" in left) {
    // What is only watched was never given.
    const severity = definition.watch || record.declared.length === 0 ? "info" : "warning";
    const what = listed(definition, record.declared, "nothing was given");
    context.notify(severity, `${subject}: ${left.stays}: ${what}`);
    return;
  }
  const client = definition.connect(args.connection, context.config, context.notify);
  const found = await client.observe(args);
  if (found.status === "absent") {
    requireProof(subject, found);
    context.notify("info", `${subject}: is gone already.`);
    return;
  }
  meet(found.id);
  const { desired, owned } = left;
  const decided = await decide(definition, client, args, desired, found, owned);
  if (decided === undefined) return;
  const { seen, plan } = decided;
  if (seen.status === "observed" && isEmptyPlan(plan)) {
    context.notify("info", `${subject}: nothing to take away, it has what it is to be left with.`);
    return;
  }
  if (takesAll(seen, plan, desired, record.declared) && !endsByItself(given, state, seen, now)) {
    context.beforeTakingAll?.();
  }
  try {
    const proven = await carryOut(definition, client, args, desired, plan, seen, owned);
    if (proven === undefined && seen.status === "unobservable")
      context.notify("warning", `${subject}: written, but not verified: ${seen.why}`);
    const known = seen.status === "observed" ? undefined : record.declared;
    context.notify("info", `${subject}: ${describeDone(definition, plan, known, "restored")}`);
  } catch (error) {
    if (!(error instanceof SubjectNotFoundError)) throw error;
    // Where nothing can be read, only the write itself shows that the subject is gone. Where it was read, it must be gone now.
    if (seen.status === "observed" && (await client.observe(args)).status !== "absent") throw error;
    context.notify("warning", `${subject}: taken for gone, and let go: ${error.message}`);
  }
}

/** What a destroy leaves: all that is there, and why; or what it makes of it. */
export type Remainder = { readonly stays: string } | { readonly desired: Desired; readonly owned: GrantSet };

export function remainderOf<Arguments extends CommonArguments>(
  definition: PermissionRules<Arguments>,
  state: State<Arguments>,
  now: number,
): Remainder {
  const { args, record } = state;
  const { onDelete = "keep", unlisted = "revoke" } = args;
  if (onDelete === "keep") {
    return { stays: `left as it is${args.onDelete === undefined ? "" : ', because onDelete is "keep"'}` };
  }
  const ended = endedIn(definition, state, now);
  const over = declaredAt(definition, state, now).ended ?? noGrants;
  const restored = onDelete === "restore" ? restoredAccess(definition, { ...state, ended }) : noGrants;
  if (restored === null) {
    return { stays: "nothing to restore, its access before the first write is not known; left as it is" };
  }
  const owned = union(ownedGrants(record), record.denied, onDelete === "restore" ? record.touched : noGrants);
  const { covers = sameGrant } = definition;
  // With "keep" only what the resource touched goes back to how it was; what a program names to be restored is restored whole.
  const isWhole = unlisted === "revoke" || !restoresBaseline(definition, state);
  const isOwned = givenBy(owned, covers);
  const givesOwned = givesAnyOf(owned, covers);
  const touched = (grant: Grant) => isOwned(grant) || givesOwned(grant);
  const grants = isWhole ? restored : restored.filter(touched);
  return { desired: { grants, denied: noGrants, unlisted, ended: without(over, grants) }, owned };
}

/** What a new resource must not ask for while the engine keeps no checkpoints; nothing where it is fine. */
export function baselineRisk<Arguments extends CommonArguments>(
  definition: PermissionRules<Arguments>,
  { skipsCheckpoints = false }: Pick<Context, "skipsCheckpoints">,
  args: Arguments,
): string | undefined {
  if (!skipsCheckpoints || !restoresNothing(definition, { args, baseline: null })) return undefined;
  return (
    '"restore" needs the access found before the first write, which would be lost if this run were killed, because ' +
    "PULUMI_SKIP_CHECKPOINTS is set: create this resource by an `up` without it"
  );
}

/**
 * What keeps an existing resource from restoring what its arguments newly ask for; nothing where nothing does. It would otherwise
 * come out at destroy, when it is too late to choose.
 */
export function restoreObstacle<Arguments extends CommonArguments>(
  definition: PermissionRules<Arguments>,
  { args: before, baseline }: Pick<State<Arguments>, "args" | "baseline">,
  args: Arguments,
): string | undefined {
  if (!restoresNothing(definition, { args, baseline })) return undefined;
  if (restoresNothing(definition, { args: before, baseline })) return undefined;
  return (
    'cannot be "restore": the access before the first write is not known, because the resource was created with ' +
    "PULUMI_SKIP_CHECKPOINTS set, or its system does not tell. Choose another value, or say what to restore where the resource has " +
    "an argument for that"
  );
}

/** Whether destroy is to restore, and nobody knows what. */
function restoresNothing<Arguments extends CommonArguments>(
  definition: PermissionRules<Arguments>,
  { args, baseline }: Pick<State<Arguments>, "args" | "baseline">,
): boolean {
  return args.onDelete === "restore" && baseline === null && restoredAccess(definition, { args, baseline }) === null;
}
