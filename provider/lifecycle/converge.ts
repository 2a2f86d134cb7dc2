import {
  type Access,
  type Desired,
  isEmptyPlan,
  managedAccess,
  noGrants,
  type Plan,
  planAccess,
} from "../access/access.js";
import { type GrantSet, union, without } from "../access/grants.js";
import type { Client, Observed, Unobservable } from "../contract/Client.js";
import type { Context } from "../contract/Context.js";
import type { CommonArguments, PermissionDefinition, PermissionRules } from "../contract/PermissionDefinition.js";
import {
  ArgumentsError,
  PartlyAppliedError,
  PermissionError,
  SubjectNotFoundError,
  UnexpectedAnswerError,
} from "../errors.js";
import { carryOut, planFor, unseen } from "./carryOut.js";
import { baselineRisk } from "./relinquish.js";
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
  if (prior === undefined) requireLastingBaseline(definition, context, args);
  const client = definition.connect(args.connection, context.config, context.notify);
  const desired = definition.desired(args);
  const owned = prior ? ownedGrants(prior.record) : noGrants;
  const found = await client.observe(args);
  const seen = found.status === "absent" ? await enroll(definition, client, args) : found;
  admit(seen.id);
  const enrolled = found.status === "absent";
  const plan = planFor(definition, desired, seen, owned);
  const baseline = prior ? prior.baseline : firstSeen(seen, context);
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
  if (seen.status === "observed" && isEmptyPlan(plan)) {
    if (prior === undefined && args.onDelete === "restore") {
      context.notify(
        "info",
        `${definition.subject(args)}: has the declared access already, so destroy will give back just that.`,
      );
    }
    return { id: seen.id, state: stateWith(seen.access, true), plan };
  }
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

/** With "keep", what earlier versions of the program spoke of and this one does not. */
function spokenOf({ grants, denied, unlisted }: Desired, before: Record | undefined): GrantSet {
  if (before === undefined || unlisted === "revoke") return noGrants;
  return without(union(before.touched, before.declared, before.denied, before.pending), union(grants, denied));
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

/** What was there before the first write. */
function firstSeen(seen: Observed<unknown> | Unobservable, { skipsCheckpoints }: Context): GrantSet | null {
  // Without checkpoints a killed run leaves no trace: what is there may be its work, and nothing to go back to.
  if (skipsCheckpoints || seen.status === "unobservable") return null;
  return seen.found ?? seen.access.grants;
}

function requireLastingBaseline<Arguments extends CommonArguments>(
  definition: PermissionRules<Arguments>,
  context: Context,
  args: Arguments,
): void {
  const risk = baselineRisk(definition, context, args);
  if (risk !== undefined) throw new ArgumentsError(definition.subject(args), [{ property: "onDelete", reason: risk }]);
}
