import { type Access, afterPlan, type Desired, noGrants, type Plan, planAccess } from "../access/access.js";
import { type Grant, type GrantSet, without } from "../access/grants.js";
import { type Properties, readArguments } from "../arguments/arguments.js";
import { hasUnknown } from "../arguments/unknown.js";
import type { Context } from "../contract/Context.js";
import type { CommonArguments, PermissionDefinition } from "../contract/PermissionDefinition.js";
import { SubjectNotFoundError } from "../errors.js";
import { requireProof } from "./absence.js";
import { planFor } from "./carryOut.js";
import { driftOf } from "./drift.js";
import { dated, desiredAt, endsOf, endsSoon } from "./ends.js";
import { requireOrigin, surplusOf } from "./handOver.js";
import { originOf } from "./originOf.js";
import { remainderOf } from "./relinquish.js";
import { ownedGrants, parseState, type State } from "./state.js";
import { describeDrift, describePlan, listed } from "./words.js";

/** What a run would make of one subject's live access. */
export type Forecast =
  | {
      readonly status: "foreseen";
      readonly id: string | undefined;
      /** What it has now. */
      readonly held: GrantSet;
      readonly plan: Plan;
      /** What it has afterwards. */
      readonly left: GrantSet;
      /** Why nothing is taken away, or what the run does not mend. */
      readonly remark?: string;
    }
  | {
      readonly status: "unobservable";
      readonly id: string;
      readonly why: string;
      /** What is known to be given and taken: by what the program asked for at the last write. */
      readonly plan: Plan;
    }
  | { readonly status: "gone" };

/** A subject of which a step of a preview speaks. */
export interface ForeseenSubject {
  readonly connection: string;
  /** The subject in words. */
  readonly subject: string;
  /** When grants end, or have ended, for those that do. */
  readonly until: Readonly<Record<Grant, string>>;
  /** @throws ConfigurationError */
  address(): string;
  /** Reads live access; nothing is written. */
  foresee(): Promise<Forecast>;
  /** A plan in words. */
  describe(plan: Plan): string;
}

/** A resource of the program that goes on with the subject of one that goes. */
export interface Heir {
  readonly name: string;
  readonly inputs: Properties;
  /** Nothing where it is new. */
  readonly outputs?: Properties | undefined;
}

/** One step of a preview, as plain data. */
export interface Step {
  /** What the state has of the resource. */
  readonly outputs?: Properties | undefined;
  /** What the program asks for. */
  readonly inputs?: Properties | undefined;
}

/** Foretells what the handlers would do, by the same functions, without writing anything. */
export interface Forecaster {
  /**
   * A resource that the program declares; `changes` tells whether the run touches it.
   *
   * @returns nothing where what it speaks for is not known yet
   * @throws StateError | ArgumentsError
   */
  arriving(step: Step, changes: boolean): ForeseenSubject | undefined;
  /**
   * A resource that goes.
   *
   * @param heirOf another resource that speaks for the same subject, if there is one, once its id is known
   */
  leaving(outputs: Properties, heirOf: (address: string, ids: readonly string[]) => Heir | undefined): ForeseenSubject;
}

export function defineForecaster<Arguments extends CommonArguments, Detail>(
  definition: PermissionDefinition<Arguments, Detail>,
  context: Context,
): Forecaster {
  const originIn = (state: State<Arguments>) => originOf(definition, state, context.now());
  const connect = (args: Arguments) => definition.connect(args.connection, context.config, context.notify);
  const subjectOf = (args: Arguments, foresee: () => Promise<Forecast>): ForeseenSubject => ({
    connection: args.connection,
    subject: definition.subject(args),
    until: endsOf(definition, args, definition.desired(args).grants),
    address: () => connect(args).address,
    foresee,
    describe: (plan) => describePlan(definition, plan),
  });

  /** What ends, or has ended, of what a run would leave or take. */
  const endWords = (args: Arguments, desired: Desired, plan: Plan, now: number): readonly string[] => {
    const over = plan.revoke.filter((grant) => desired.ended?.includes(grant));
    const soon = endsSoon(definition, args, now);
    const ended = `has come to its end: ${listed(dated(definition, args, over, now), over)}`;
    return [...(over.length > 0 ? [ended] : []), ...(soon === undefined ? [] : [soon])];
  };

  const arrive = async (args: Arguments, prior: State<Arguments> | undefined, changes: boolean): Promise<Forecast> => {
    const client = connect(args);
    const seen = await client.observe(args);
    const now = context.now();
    const desired = desiredAt(definition, args, now, prior?.record.ended);
    if (seen.status === "absent") {
      if (prior !== undefined) requireProof(definition.subject(args), seen);
      if (!changes) return { status: "gone" };
      if (client.enroll === undefined) throw new SubjectNotFoundError(definition.subject(args), definition.absentCure);
      const plan = { grant: desired.grants, revoke: noGrants };
      return { status: "foreseen", id: undefined, held: noGrants, plan, left: desired.grants };
    }
    if (seen.status === "unobservable") {
      const plan = changes ? between(prior?.record.declared ?? noGrants, desired.grants) : nothingDone;
      const why = [seen.why, ...endWords(args, desired, plan, now).map((words) => `${words}.`)].join(" ");
      return { status: "unobservable", id: seen.id, why, plan };
    }
    const isIdle = !changes || definition.watch !== undefined;
    const owned = prior ? ownedGrants(prior.record) : noGrants;
    const plan = isIdle ? nothingDone : planFor(definition, desired, seen, owned);
    const drift = prior === undefined || changes ? undefined : driftOf(definition, prior, seen.access, now);
    const hasDrifted = drift !== undefined && drift.gained.length + drift.lost.length > 0;
    const remarks = [
      hasDrifted
        ? `has drifted (${describeDrift(definition, drift.gained, drift.lost)}), which \`pulumi up\` without --refresh does not mend`
        : undefined,
      ...endWords(args, desired, plan, now),
    ].filter((remark) => remark !== undefined);
    return {
      ...foreseen(seen.id, seen.access, plan, afterPlan(plan, isIdle ? exactly(seen.access) : desired, seen.access)),
      ...(remarks.length > 0 ? { remark: remarks.join("; ") } : {}),
    };
  };

  const leave = async (
    state: State<Arguments>,
    heirOf: (address: string, ids: readonly string[]) => Heir | undefined,
  ): Promise<Forecast> => {
    const { args } = state;
    const client = connect(args);
    const seen = await client.observe(args);
    if (seen.status === "absent") {
      requireProof(definition.subject(args), seen);
      return { status: "gone" };
    }
    const heir = heirOf(client.address, [seen.id]);
    if (seen.status === "unobservable") {
      const left = remainderOf(definition, state, context.now());
      const isLeft = heir !== undefined || "stays" in left;
      const plan = isLeft ? nothingDone : between(state.record.declared, left.desired.grants);
      return { status: "unobservable", id: seen.id, why: seen.why, plan };
    }
    const { id, access } = seen;
    if (heir !== undefined) {
      const to = readArguments(definition.schema, definition.kind, heir.inputs);
      // A new one takes for the baseline what is there.
      const since = new Date(context.now()).toISOString();
      const found = { baseline: access.grants, since, touched: noGrants, ended: noGrants };
      const origin = heir.outputs === undefined ? found : originIn(parseState(definition, heir.outputs));
      const resource = { name: heir.name, mark: heir.name };
      const say = { notify: () => undefined };
      if (definition.watch === undefined)
        requireOrigin(definition, definition.subject(args), originIn(state), { args: to, origin, resource }, say);
      // What the other one makes of it is told with that one.
      const now = context.now();
      const surplus = surplusOf(definition, state, to, now);
      const { revoke } = planAccess(desiredAt(definition, to, now), access, surplus, definition.covers);
      const plan = { grant: noGrants, revoke: to.unlisted === "keep" ? revoke : noGrants };
      const remark = "another resource of the program goes on with it";
      return { ...foreseen(id, access, plan, without(access.grants, plan.revoke)), remark };
    }
    const remainder = remainderOf(definition, state, context.now());
    if ("stays" in remainder) return { ...foreseen(id, access, nothingDone, access.grants), remark: remainder.stays };
    const plan = planFor(definition, remainder.desired, seen, remainder.owned);
    return foreseen(id, access, plan, afterPlan(plan, remainder.desired, access));
  };

  return {
    arriving({ outputs, inputs = {} }, changes) {
      if (hasUnknown(inputs)) return undefined;
      const prior = outputs === undefined ? undefined : parseState(definition, outputs);
      const args = readArguments(definition.schema, definition.kind, inputs);
      return subjectOf(args, () => arrive(args, prior, changes));
    },
    leaving(outputs, heirOf) {
      const state = parseState(definition, outputs);
      return subjectOf(state.args, () => leave(state, heirOf));
    },
  };
}

function between(from: GrantSet, to: GrantSet): Plan {
  return { grant: without(to, from), revoke: without(from, to) };
}

const nothingDone: Plan = { grant: noGrants, revoke: noGrants };

function foreseen(id: string, access: Access, plan: Plan, left: GrantSet) {
  return { status: "foreseen", id, held: without(access.grants, access.implied), plan, left } as const;
}

function exactly({ grants }: Access) {
  return { grants, denied: noGrants, unlisted: "revoke" } as const;
}
