import { type Desired, isEmptyPlan, noGrants, type Plan, sameGrant } from "../access/access.js";
import { type Grant, type GrantSet, union } from "../access/grants.js";
import type { Context } from "../contract/Context.js";
import type { CommonArguments, PermissionDefinition, PermissionRules } from "../contract/PermissionDefinition.js";
import { SubjectNotFoundError } from "../errors.js";
import { requireProof } from "./absence.js";
import { carryOut, decide } from "./carryOut.js";
import { ownedGrants, type State } from "./state.js";

/**
 * Changes access on destroy, as `onDelete` says. Nothing to do is fine, and so is a subject that is gone.
 *
 * @param meet is told whom the system has under the resource's words, before anything is written
 */
export async function relinquish<Arguments extends CommonArguments, Detail>(
  definition: PermissionDefinition<Arguments, Detail>,
  context: Context,
  state: State<Arguments>,
  meet: (found: string) => void = () => undefined,
): Promise<void> {
  const { args, record } = state;
  const subject = definition.subject(args);
  const { onDelete = "keep", unlisted = "revoke" } = args;
  if (onDelete === "keep") {
    context.notify("info", `${subject}: destroy leaves it as it is: ${listed(record.declared)}`);
    return;
  }
  const restored = onDelete === "restore" ? restoredAccess(definition, state) : noGrants;
  if (restored === null) {
    context.notify(
      "warning",
      `${subject}: nothing to restore, its access before the first write is not known; left as it is: ${listed(record.declared)}`,
    );
    return;
  }
  const client = definition.connect(args.connection, context.config, context.notify);
  const found = await client.observe(args);
  if (found.status === "absent") return requireProof(subject, found);
  meet(found.id);
  const owned = union(ownedGrants(record), record.denied, onDelete === "restore" ? record.touched : noGrants);
  const { covers = sameGrant } = definition;
  // With "keep" only what the resource touched goes back to how it was; what a program names to be restored is restored whole.
  const isWhole = unlisted === "revoke" || restored !== state.baseline;
  const touched = (grant: Grant) => owned.some((mine) => covers(mine, grant) || covers(grant, mine));
  const desired: Desired = {
    grants: isWhole ? restored : restored.filter(touched),
    denied: noGrants,
    unlisted,
  };
  const decided = await decide(definition, client, args, desired, found, owned);
  if (decided === undefined) return;
  const { seen, plan } = decided;
  if (seen.status === "observed" && isEmptyPlan(plan)) return;
  try {
    const now = await carryOut(definition, client, args, desired, plan, seen, owned);
    if (now === undefined && seen.status === "unobservable")
      context.notify("warning", `${subject}: written, but not verified: ${seen.why}`);
    context.notify("info", `${subject}: ${described(plan, seen.status === "observed" ? noGrants : record.declared)}`);
  } catch (error) {
    if (!(error instanceof SubjectNotFoundError)) throw error;
    // Where nothing can be read, only the write itself shows that the subject is gone. Where it was read, it must be gone now.
    if (seen.status === "observed" && (await client.observe(args)).status !== "absent") throw error;
    context.notify("warning", `${subject}: taken for gone, and let go: ${error.message}`);
  }
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

/** What a destroy with "restore" writes; null where that is not known. */
export function restoredAccess<Arguments extends CommonArguments>(
  definition: PermissionRules<Arguments>,
  { args, baseline }: Pick<State<Arguments>, "args" | "baseline">,
): GrantSet | null {
  return definition.restore ? definition.restore(args, baseline) : baseline;
}

/**
 * What was done. Of a system that cannot be read only what is known to have been there is named, not every possible name.
 *
 * @param declared what is known to have been there; nothing where all of it was read
 */
export function described({ grant, revoke }: Plan, declared: GrantSet): string {
  const gone = declared.length === 0 ? revoke : revoke.filter((name) => declared.includes(name));
  return [
    gone.length === 0 ? "" : `revoked ${gone.join(", ")}`,
    grant.length === 0 ? "" : `gave back ${grant.join(", ")}`,
  ]
    .filter((text) => text !== "")
    .join("; ");
}

function listed(grants: GrantSet): string {
  return grants.length === 0 ? "no grants" : grants.join(", ");
}
