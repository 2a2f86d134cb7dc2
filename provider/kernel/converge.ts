import {
  type Access,
  afterPlan,
  type Desired,
  isEmptyPlan,
  managedAccess,
  noGrants,
  type Plan,
  planAccess,
  planUnseen,
  sameGrant,
} from "./access.js";
import type {
  Client,
  CommonArguments,
  Context,
  Observation,
  Observed,
  PermissionDefinition,
  PermissionRules,
  Unobservable,
} from "./definition.js";
import {
  NotConvergedError,
  PartlyAppliedError,
  PermissionError,
  SubjectNotFoundError,
  UnexpectedAnswerError,
} from "./errors.js";
import { type Grant, type GrantSet, union, without } from "./grants.js";
import { ownedGrants, type Record, type State } from "./state.js";

export interface Applied<Arguments> {
  readonly id: string;
  readonly state: State<Arguments>;
  /** What was done. */
  readonly plan: Plan;
}

/** Whether a resource that cannot be read has to be written: never proven, or its last write is too old. */
export function mustReassert(state: State<CommonArguments>, after: number | undefined, now: number): boolean {
  if (!state.record.verified) return true;
  return after !== undefined && now - Date.parse(state.record.writtenAt) > after;
}

/**
 * Makes the subject's access what the arguments ask for: read, decide, write what differs, verify. The one flow behind
 * create and update.
 *
 * @param admit is told whom the resource speaks for, before anything is written; it throws when somebody else does already
 * @throws PartlyAppliedError when it failed after a write had begun
 */
export async function converge<Arguments extends CommonArguments, Detail>(
  definition: PermissionDefinition<Arguments, Detail>,
  context: Context,
  args: Arguments,
  prior: State<Arguments> | undefined,
  admit: (id: string) => void,
): Promise<Applied<Arguments>> {
  const client = definition.connect(args.connection, context.config, context.notify);
  const desired = definition.desired(args);
  const owned = prior ? ownedGrants(prior.record) : noGrants;
  const found = await client.observe(args);
  const seen = found.status === "absent" ? await enroll(definition, client, args) : found;
  admit(seen.id);
  const enrolled = found.status === "absent";
  const plan = planFor(definition, desired, seen, owned);
  const baseline = prior ? prior.baseline : seen.status === "observed" ? (seen.found ?? seen.access.grants) : null;
  const stateWith = (
    access: Access | undefined,
    verified: boolean,
    pending: GrantSet = noGrants,
  ): State<Arguments> => ({
    args: access ? { ...args, ...definition.render(managedAccess(desired, access, definition.covers), args) } : args,
    baseline,
    record: {
      version: 1,
      declared: desired.grants,
      denied: desired.denied,
      pending,
      touched: spokenOf(desired, prior?.record),
      writtenAt: new Date(context.now()).toISOString(),
      verified,
    },
  });
  if (seen.status === "observed" && isEmptyPlan(plan))
    return { id: seen.id, state: stateWith(seen.access, true), plan };
  if (definition.watch && seen.status === "observed") {
    definition.watch(args, plan, seen, context.notify);
    return { id: seen.id, state: stateWith(undefined, true), plan };
  }
  try {
    const now = await carryOut(definition, client, args, desired, plan, seen, owned);
    if (now === undefined) {
      context.notify("warning", unseen(seen));
      return { id: seen.id, state: stateWith(undefined, true), plan };
    }
    return { id: now.id, state: stateWith(now.access, true), plan };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const now = seen.status === "observed" ? await client.observe(args).catch(() => undefined) : undefined;
    if (prior === undefined && !enrolled && seen.status === "unobservable" && surelyDidNothing(error)) throw error;
    const unchanged = now?.status === "observed" && isEmptyPlan(planAccess(exactly(accessOf(seen)), now.access));
    if (unchanged && prior === undefined && !enrolled) throw error;
    const access = now?.status === "observed" ? now.access : accessOf(seen);
    const pending = union(owned, plan.grant);
    const left = access ?? { grants: prior ? definition.desired(prior.args).grants : noGrants, implied: noGrants };
    throw new PartlyAppliedError(error, seen.id, stateWith(left, false, pending));
  }
}

/** Whether a write failed before it could have any effect. What cannot be read must not enter the state on a mere attempt. */
function surelyDidNothing(error: Error): boolean {
  if ("outcomeUnknown" in error) return error.outcomeUnknown === false;
  return error instanceof PermissionError && !(error instanceof UnexpectedAnswerError);
}

/** Changes access on destroy, as `onDelete` says. Nothing to do is fine, and so is a subject that is gone. */
export async function relinquish<Arguments extends CommonArguments, Detail>(
  definition: PermissionDefinition<Arguments, Detail>,
  context: Context,
  state: State<Arguments>,
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
  const seen = await client.observe(args);
  if (seen.status === "absent") return;
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
  const plan = planFor(definition, desired, seen, owned);
  if (seen.status === "observed" && isEmptyPlan(plan)) return;
  try {
    const now = await carryOut(definition, client, args, desired, plan, seen, owned);
    if (now === undefined) context.notify("warning", unseen(seen));
  } catch (error) {
    // Where nothing can be read, only the write itself shows that the subject is gone.
    if (!(error instanceof SubjectNotFoundError)) throw error;
  }
}

/** With "keep", what earlier versions of the program spoke of and this one does not. */
function spokenOf({ grants, denied, unlisted }: Desired, before: Record | undefined): GrantSet {
  if (before === undefined || unlisted === "revoke") return noGrants;
  return without(union(before.touched, before.declared, before.denied, before.pending), union(grants, denied));
}

function restoredAccess<Arguments extends CommonArguments>(
  definition: PermissionRules<Arguments>,
  { args, baseline }: State<Arguments>,
): GrantSet | null {
  return definition.restore ? definition.restore(args, baseline) : baseline;
}

function planFor<Arguments extends CommonArguments, Detail>(
  definition: PermissionDefinition<Arguments, Detail>,
  desired: Desired,
  seen: Observed<Detail> | Unobservable,
  owned: GrantSet,
): Plan {
  return seen.status === "observed"
    ? planAccess(desired, seen.access, owned, definition.covers)
    : planUnseen(desired, seen.possible, owned);
}

/** Writes a plan and proves that it arrived. Returns nothing where the system cannot be read. */
async function carryOut<Arguments extends CommonArguments, Detail>(
  definition: PermissionDefinition<Arguments, Detail>,
  client: Client<Arguments, Detail>,
  args: Arguments,
  desired: Desired,
  plan: Plan,
  seen: Observed<Detail> | Unobservable,
  owned: GrantSet,
): Promise<Observed<Detail> | undefined> {
  const target = seen.status === "observed" ? afterPlan(plan, desired, seen.access) : desired.grants;
  const answered = await client.write(args, { plan, target, seen, owned });
  if (seen.status === "unobservable") return undefined;
  const now: Observation<Detail> = answered ?? (await client.observe(args));
  if (now.status !== "observed") {
    throw new NotConvergedError(definition.subject(args), plan.grant, plan.revoke);
  }
  const left = planAccess(desired, now.access, owned, definition.covers);
  if (!isEmptyPlan(left)) throw new NotConvergedError(definition.subject(args), left.grant, left.revoke);
  return now;
}

async function enroll<Arguments extends CommonArguments, Detail>(
  definition: PermissionDefinition<Arguments, Detail>,
  client: Client<Arguments, Detail>,
  args: Arguments,
): Promise<Observed<Detail>> {
  if (client.enroll) return client.enroll(args);
  throw new SubjectNotFoundError(definition.subject(args), definition.absentCure);
}

function accessOf(seen: Observed<unknown> | Unobservable): Access | undefined {
  return seen.status === "observed" ? seen.access : undefined;
}

function exactly(access: Access | undefined): Desired {
  return { grants: access?.grants ?? noGrants, denied: noGrants, unlisted: "revoke" };
}

function unseen(seen: Observed<unknown> | Unobservable): string {
  return `Written, but not verified: ${seen.status === "unobservable" ? seen.why : ""}`;
}

function listed(grants: GrantSet): string {
  return grants.length === 0 ? "no grants" : grants.join(", ");
}
