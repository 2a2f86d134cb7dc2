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
import type { Absent, Client, Enrolled, Observed, Unobservable } from "../contract/Client.js";
import type { Context } from "../contract/Context.js";
import type { CommonArguments, PermissionDefinition, PermissionRules } from "../contract/PermissionDefinition.js";
import {
  ArgumentsError,
  PartlyAppliedError,
  PermissionError,
  SubjectNotFoundError,
  UnexpectedAnswerError,
} from "../errors.js";
import { requireProof } from "./absence.js";
import { carryOut, decide, planFor, takesAll } from "./carryOut.js";
import { dated, desiredAt, endedIn, endsByItself } from "./ends.js";
import { type Origin, oldest } from "./Ownership.js";
import { originOf } from "./originOf.js";
import { baselineRisk } from "./relinquish.js";
import { ownedGrants, type State } from "./state.js";
import { whyUnread } from "./unread.js";
import { describeDone, describeFailure } from "./words.js";

export interface Applied<Arguments> {
  readonly id: string;
  readonly state: State<Arguments>;
  /** What was done. */
  readonly plan: Plan;
}

/** What lets a resource change a subject. */
export interface Admission<Arguments> {
  /** Told before the subject is read. */
  readonly begin?: () => void;
  /** Awaited before a write: tells what is known to fail. */
  readonly foresee?: (client: Client<Arguments, unknown>) => Promise<void>;
  /**
   * Told whom the resource speaks for, before anything is written; throws when somebody else does already. Runs `task` when nobody
   * else is writing.
   *
   * @param task `isStale`: somebody wrote after the read had begun; `origin`: what another resource of the subject remembers of
   *   the time before the first write
   */
  admit(
    id: string,
    task: (isStale: boolean, origin: Origin | undefined) => Promise<Applied<Arguments>>,
  ): Promise<Applied<Arguments>>;
}

/**
 * Makes the subject's access what the arguments ask for: read, decide, write what differs, verify. The one flow behind
 * create and update.
 *
 * @throws PartlyAppliedError when it failed after a write had begun
 */
export async function converge<Arguments extends CommonArguments, Detail>(
  definition: PermissionDefinition<Arguments, Detail>,
  context: Context,
  args: Arguments,
  prior: State<Arguments> | undefined,
  admission: Admission<Arguments>,
): Promise<Applied<Arguments>> {
  if (prior === undefined) requireLastingBaseline(definition, context, args);
  const client = definition.connect(args.connection, context.config, context.notify);
  admission.begin?.();
  const foresee = async () => admission.foresee?.(client);
  const first = await meet(definition, client, args, prior !== undefined, foresee);
  return admission.admit(first.seen.id, async (isStale, origin) => {
    const { seen } = isStale ? await meet(definition, client, args, prior !== undefined, foresee) : first;
    return bringAbout(definition, context, client, args, prior, { ...first, seen }, origin, foresee);
  });
}

/**
 * As {@link converge}, for what no engine stores afterwards: nobody who has gone is made again, and a failure comes as what it was.
 *
 * @throws SubjectNotFoundError
 */
export async function convergeKnown<Arguments extends CommonArguments, Detail>(
  definition: PermissionDefinition<Arguments, Detail>,
  context: Context,
  args: Arguments,
  prior: State<Arguments>,
  admission: Admission<Arguments>,
): Promise<Applied<Arguments>> {
  const makingNobody: typeof definition = {
    ...definition,
    connect: (...given) => ({ ...definition.connect(...given), enroll: undefined }),
  };
  try {
    return await converge(makingNobody, context, args, prior, admission);
  } catch (error) {
    throw error instanceof PartlyAppliedError ? error.reason : error;
  }
}

interface Met<Detail> {
  readonly seen: Observed<Detail> | Unobservable;
  /** Whether there was no entry, and this run made it. */
  readonly isNew: boolean;
  readonly confirm?: Enrolled<Detail>["confirm"];
}

async function meet<Arguments extends CommonArguments, Detail>(
  definition: PermissionDefinition<Arguments, Detail>,
  client: Client<Arguments, Detail>,
  args: Arguments,
  isKnown: boolean,
  foresee: () => Promise<void>,
): Promise<Met<Detail>> {
  const found = await client.observe(args);
  if (found.status !== "absent") return { seen: found, isNew: false };
  if (isKnown) requireProof(definition.subject(args), found);
  if (client.enroll === undefined) throw notFound(definition, args, found);
  await foresee();
  const { entry, ...how } = await client.enroll(args);
  return { seen: entry, ...how };
}

function notFound<Arguments extends CommonArguments>(
  { subject, absentCure }: PermissionRules<Arguments>,
  args: Arguments,
  { doubt }: Absent,
): SubjectNotFoundError {
  const cure = doubt === undefined ? absentCure : `${absentCure} (That is not sure: ${doubt}.)`;
  return new SubjectNotFoundError(subject(args), cure);
}

async function bringAbout<Arguments extends CommonArguments, Detail>(
  given: PermissionDefinition<Arguments, Detail>,
  context: Context,
  client: Client<Arguments, Detail>,
  args: Arguments,
  prior: State<Arguments> | undefined,
  { seen: first, isNew: enrolled, confirm }: Met<Detail>,
  older: Origin | undefined,
  foresee: () => Promise<void>,
): Promise<Applied<Arguments>> {
  const now = context.now();
  const desired = desiredAt(given, args, now, prior?.record.ended);
  const { grants: listed } = given.desired(args);
  const definition = dated(given, args, union(listed, desired.ended ?? noGrants), now);
  const owned = prior ? ownedGrants(prior.record) : noGrants;
  // Whoever was entered just now was read just now: nothing may come between the entry and what is made of it.
  const decided = enrolled
    ? { seen: first, plan: planFor(definition, desired, first, owned) }
    : await decide(definition, client, args, desired, first, owned);
  if (decided === undefined) throw new SubjectNotFoundError(definition.subject(args), definition.absentCure);
  const { seen, plan } = decided;
  const writtenAt = new Date(now).toISOString();
  const before = originBefore(prior && originOf(given, prior, now), older);
  const over = union(
    before?.ended ?? noGrants,
    prior ? endedIn(given, prior, now) : noGrants,
    desired.ended ?? noGrants,
  );
  const found = { baseline: firstSeen(seen, enrolled, context), since: writtenAt };
  const origin = before === undefined || (prior === undefined && enrolled) ? found : before;
  const { baseline } = origin;
  if (prior === undefined && args.onDelete === "restore" && baseline === null && older !== undefined) {
    context.notify(
      "warning",
      `${definition.subject(args)}: its access before the first write is not known, so destroy will leave it as it is.`,
    );
  }
  const asked = desired.ended === undefined ? args : { ...args, ...definition.render(desired.grants, args) };
  const stateWith = (
    access: Access | undefined,
    verified: boolean,
    pending: GrantSet = noGrants,
  ): State<Arguments> => ({
    args: access ? { ...args, ...definition.render(managedAccess(desired, access, definition.covers), args) } : asked,
    baseline,
    record: {
      version: 1,
      declared: desired.grants,
      denied: desired.denied,
      pending,
      touched: spokenOf(desired, before),
      ended: without(over, desired.grants),
      writtenAt,
      address: client.address,
      ...(origin.since === writtenAt ? {} : { since: origin.since }),
      verified,
    },
  });
  const tell = (severity: "info" | "warning", words: string) => {
    if (words !== "") context.notify(severity, `${definition.subject(args)}: ${words}`);
  };
  const failHalfWay = async (error: unknown): Promise<never> => {
    if (!(error instanceof Error)) throw error;
    const read = seen.status === "observed" ? await client.observe(args).catch(() => undefined) : undefined;
    if (prior === undefined && !enrolled && seen.status === "unobservable" && surelyDidNothing(error)) throw error;
    const unchanged = read?.status === "observed" && isEmptyPlan(planAccess(exactly(accessOf(seen)), read.access));
    if (unchanged && prior === undefined && !enrolled) throw error;
    const left = read?.status === "observed" ? read.access : undefined;
    const access = left ?? accessOf(seen);
    tell("warning", describeFailure(definition, plan, accessOf(seen), left, owned));
    const pending = union(owned, plan.grant);
    const known = access ?? { grants: prior ? definition.desired(prior.args).grants : noGrants, implied: noGrants };
    throw new PartlyAppliedError(error, seen.id, stateWith(known, false, pending));
  };
  if (seen.status === "observed" && isEmptyPlan(plan)) {
    await confirm?.().catch(failHalfWay);
    if (prior === undefined && older === undefined && args.onDelete === "restore") {
      context.notify(
        "info",
        `${definition.subject(args)}: has the declared access already, so destroy will restore just that.`,
      );
    }
    return { id: seen.id, state: stateWith(seen.access, true), plan };
  }
  if (definition.watch) {
    if (seen.status === "observed") definition.watch(args, plan, seen, context.notify);
    else tell("warning", `not read, so not compared: ${seen.why}`);
    return { id: seen.id, state: stateWith(undefined, true), plan };
  }
  if (!enrolled) await foresee();
  try {
    if (
      takesAll(seen, plan, desired, prior ? definition.desired(prior.args).grants : noGrants) &&
      !(prior !== undefined && endsByItself(given, prior, seen, now))
    ) {
      context.beforeTakingAll?.();
    }
    const proven = await carryOut(definition, client, args, desired, plan, seen, owned);
    if (proven) tell("info", describeDone(definition, plan, undefined));
    else tell("info", describeDone(definition, plan, owned, "wrote"));
    // Only now: until it is written, the entry may hold more than it should.
    await confirm?.();
    if (proven === undefined) {
      if (seen.status === "unobservable") {
        const why = whyUnread(definition, args, seen, now, writtenAt);
        context.notify("warning", `${definition.subject(args)}: written, but not verified: ${why}`);
      }
      return { id: seen.id, state: stateWith(undefined, true), plan };
    }
    return { id: proven.id, state: stateWith(proven.access, true), plan };
  } catch (error) {
    return failHalfWay(error);
  }
}

/** Whether a write failed before it could have any effect. What cannot be read must not enter the state on a mere attempt. */
function surelyDidNothing(error: Error): boolean {
  if ("outcomeUnknown" in error) return error.outcomeUnknown === false;
  return error instanceof PermissionError && !(error instanceof UnexpectedAnswerError);
}

/**
 * With "keep", what earlier versions of the program spoke of and this one does not. One that revoked what it did not list spoke of
 * all that was there: what it took comes back by a restore too.
 */
function spokenOf({ grants, denied, unlisted }: Desired, before: Origin | undefined): GrantSet {
  if (before === undefined || unlisted === "revoke") return noGrants;
  return without(before.touched, union(grants, denied));
}

/** What this resource, or another one of its subject, remembers of the time before the first write. */
function originBefore(own: Origin | undefined, other: Origin | undefined): Origin | undefined {
  return own === undefined || other === undefined ? (own ?? other) : oldest(own, other);
}

function accessOf(seen: Observed<unknown> | Unobservable): Access | undefined {
  return seen.status === "observed" ? seen.access : undefined;
}

function exactly(access: Access | undefined): Desired {
  return { grants: access?.grants ?? noGrants, denied: noGrants, unlisted: "revoke" };
}

/** What was there before the first write. */
function firstSeen(
  seen: Observed<unknown> | Unobservable,
  enrolled: boolean,
  { skipsCheckpoints }: Context,
): GrantSet | null {
  // Without checkpoints a killed run leaves no trace: what is there may be its work, and nothing to go back to.
  if (skipsCheckpoints || seen.status === "unobservable") return null;
  // Whoever was entered just now had nothing, whatever the entry came with.
  if (enrolled) return noGrants;
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
