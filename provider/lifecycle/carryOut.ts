import {
  type Access,
  afterPlan,
  type Desired,
  isEmptyPlan,
  type Plan,
  planAccess,
  planUnseen,
} from "../access/access.js";
import type { GrantSet } from "../access/grants.js";
import type { Client, Observation, Observed, Unobservable } from "../contract/Client.js";
import type { CommonArguments, PermissionDefinition, PermissionRules } from "../contract/PermissionDefinition.js";
import { NotConvergedError } from "../errors.js";
import { requireProof } from "./absence.js";
import { readUntil } from "./lateReads.js";
import { inWords } from "./words.js";

export function planFor<Arguments extends CommonArguments, Detail>(
  definition: PermissionDefinition<Arguments, Detail>,
  desired: Desired,
  seen: Observed<Detail> | Unobservable,
  owned: GrantSet,
): Plan {
  return seen.status === "observed"
    ? planAccess(desired, seen.access, owned, definition.covers)
    : planUnseen(desired, seen.possible, owned);
}

/**
 * The plan. Where the write carries over what was read, and that may be old, by what is there now. Nothing where the subject has gone
 * meanwhile.
 *
 * @throws UnexpectedAnswerError where it is not sure that it has
 */
export async function decide<Arguments extends CommonArguments, Detail>(
  definition: PermissionDefinition<Arguments, Detail>,
  client: Client<Arguments, Detail>,
  args: Arguments,
  desired: Desired,
  seen: Observed<Detail> | Unobservable,
  owned: GrantSet,
): Promise<{ readonly seen: Observed<Detail> | Unobservable; readonly plan: Plan } | undefined> {
  const plan = planFor(definition, desired, seen, owned);
  if (isEmptyPlan(plan) || seen.status !== "observed" || client.lookAgain === undefined) return { seen, plan };
  const now = await client.lookAgain(args, seen);
  if (now.status === "absent") {
    requireProof(definition.subject(args), now);
    return undefined;
  }
  return { seen: now, plan: planFor(definition, desired, now, owned) };
}

/**
 * Whether a plan leaves somebody with nothing who has something.
 *
 * @param declared what is known to be there, in a system that cannot be read
 */
export function takesAll(
  seen: Observed<unknown> | Unobservable,
  plan: Plan,
  desired: Desired,
  declared: GrantSet,
): boolean {
  if (seen.status === "unobservable") return declared.length > 0 && desired.grants.length === 0;
  return seen.access.grants.length > 0 && afterPlan(plan, desired, seen.access).length === 0;
}

/** Writes a plan and proves that it arrived. Returns nothing where the system cannot be read. */
export async function carryOut<Arguments extends CommonArguments, Detail>(
  definition: PermissionDefinition<Arguments, Detail>,
  client: Client<Arguments, Detail>,
  args: Arguments,
  desired: Desired,
  plan: Plan,
  seen: Observed<Detail> | Unobservable,
  owned: GrantSet,
): Promise<Observed<Detail> | undefined> {
  const target = seen.status === "observed" ? afterPlan(plan, desired, seen.access) : desired.grants;
  const leftOf = (access: Access) => planAccess(desired, access, owned, definition.covers);
  const isThere = (read: Observation<Detail>) => read.status === "observed" && isEmptyPlan(leftOf(read.access));
  const again = () => {
    client.forget?.(args);
    return client.observe(args);
  };
  const proof = async () => readUntil(await client.observe(args), isThere, again);
  let answered: Observed<Detail> | undefined;
  try {
    answered = await client.write(args, { plan, target, seen, owned });
  } catch (error) {
    // Perhaps only the answer was lost, and all is as it should be.
    const now = seen.status === "observed" && isLost(error) ? await proof().catch(() => undefined) : undefined;
    if (now?.status === "observed" && isThere(now)) return now;
    throw error;
  }
  if (seen.status === "unobservable") return undefined;
  const now = answered ?? (await proof());
  if (now.status !== "observed") {
    throw notConverged(definition, args, plan);
  }
  const left = leftOf(now.access);
  if (!isEmptyPlan(left)) throw notConverged(definition, args, left);
  return now;
}

function notConverged<Arguments extends CommonArguments>(
  definition: PermissionRules<Arguments>,
  args: Arguments,
  { grant, revoke }: Plan,
): NotConvergedError {
  return new NotConvergedError(definition.subject(args), inWords(definition, grant), inWords(definition, revoke));
}

/** Whether a write may have taken effect although it failed. */
function isLost(error: unknown): boolean {
  return error instanceof Error && "outcomeUnknown" in error && error.outcomeUnknown === true;
}
