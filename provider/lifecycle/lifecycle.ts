import { isDeepStrictEqual } from "node:util";
import { type Desired, isEmptyPlan, noGrants, type Plan, planAccess } from "../access/access.js";
import { type GrantSet, without } from "../access/grants.js";
import { checkArguments, type Failure, type Properties, parseArguments } from "../arguments/arguments.js";
import { conflictKey } from "../arguments/reservedProperties.js";
import { hasUnknown, isUnknown } from "../arguments/unknown.js";
import type { Context } from "../contract/Context.js";
import type { CommonArguments, PermissionDefinition, PermissionRules } from "../contract/PermissionDefinition.js";
import { ArgumentsError, PartlyAppliedError } from "../errors.js";
import { converge, mustReassert } from "./converge.js";
import { appliedArguments, driftOf } from "./drift.js";
import { KeyedLock } from "./KeyedLock.js";
import { baselineRisk, relinquish, restoreObstacle } from "./relinquish.js";
import { addressesBy, SubjectClaims } from "./SubjectClaims.js";
import { asksOtherwise, inputsOf, ownedGrants, parseState, type State, storeState } from "./state.js";

export interface Difference {
  readonly changes: boolean;
  readonly replaces: readonly string[];
  readonly deleteBeforeReplace: boolean;
}

/** Plain data in, plain data out: the same handlers serve the dynamic host, and whatever comes beside it. */
export interface Handlers {
  /** Judges arguments. Without `olds`, the inputs of an earlier run, the resource is new and the preview says what it will grant. */
  check(news: Properties, olds?: Properties): { readonly inputs: Properties; readonly failures: readonly Failure[] };
  /** `id` is the resource's identity in the state; with it two resources on one subject are noticed. */
  diff(olds: Properties, news: Properties, id?: string): Difference;
  create(inputs: Properties): Promise<{ readonly id: string; readonly outputs: Properties }>;
  /** Nothing when the subject is gone. */
  read(
    outputs: Properties,
  ): Promise<{ readonly id: string; readonly outputs: Properties; readonly inputs: Properties } | undefined>;
  /** @throws PartlyAppliedError with the properties that are really there */
  update(olds: Properties, news: Properties): Promise<{ readonly outputs: Properties }>;
  /** With `id`, a subject that a resource created in the same run has taken over is left alone. */
  delete(outputs: Properties, id?: string): Promise<void>;
}

/** The lifecycle of one kind of resource; it never asks which one. */
export function defineHandlers<Arguments extends CommonArguments, Detail>(
  definition: PermissionDefinition<Arguments, Detail>,
  context: Context,
): Handlers {
  const parse = (inputs: Properties) => parseArguments(definition.schema, definition.kind, inputs);
  const claims = new SubjectClaims(addressesBy(definition, context));
  const locks = new KeyedLock();
  // Two connections may lead to one place: subjects of one name on different servers waiting for each other is the lesser evil.
  const named = definition.identity.filter((key) => key !== "connection");
  /** The engine deletes and creates side by side: what concerns one subject has to happen one after the other. */
  const alone = <Result>(args: Arguments, task: () => Promise<Result>) =>
    locks.run(JSON.stringify(named.map((key) => args[key] ?? null)), task);
  const apply = (inputs: Properties, prior?: State<Arguments>) => {
    const args = parse(inputs);
    return alone(args, async () => {
      try {
        const admit = (found: string) => claims.claim(args.connection, found, definition.subject(args));
        const { id, state } = await converge(definition, context, args, prior, admit);
        claims.wrote(args.connection, id, state.record.writtenAt, prior === undefined);
        return { id, outputs: storeState(state) };
      } catch (error) {
        if (!(error instanceof PartlyAppliedError)) throw error;
        throw new PartlyAppliedError(error.reason, error.id, storeState(error.state));
      }
    });
  };

  return {
    check(news, olds = {}) {
      const checked = checkArguments(definition.schema, news);
      const conflict = news[conflictKey];
      if (typeof conflict === "string" && !isUnknown(conflict)) {
        return { inputs: checked.inputs, failures: [...checked.failures, { property: "", reason: conflict }] };
      }
      const isNew = Object.keys(olds).length === 0;
      if (isNew && checked.failures.length === 0 && !hasUnknown(checked.inputs)) {
        const args = parse(checked.inputs);
        const reason = baselineRisk(definition, context, args);
        if (reason !== undefined) return { ...checked, failures: [{ property: "onDelete", reason }] };
        context.notify(
          "info",
          `${definition.subject(args)}: ${describeDesired(definition, definition.desired(args), definition.watch !== undefined)}`,
        );
      }
      return checked;
    },

    diff(olds, news, id) {
      const state = parseState(definition, olds);
      const { inputs } = checkArguments(definition.schema, news);
      const replaces = definition.identity.filter((key) => !isDeepStrictEqual(inputs[key], inputsOf(state)[key]));
      const replacement = { replaces, deleteBeforeReplace: replaces.length > 0 };
      if (replaces.length > 0 || hasUnknown(inputs)) return { changes: true, ...replacement };
      const args = parse(news);
      const reason = restoreObstacle(definition, state, args);
      if (reason !== undefined) throw new ArgumentsError(definition.subject(args), [{ property: "onDelete", reason }]);
      if (id !== undefined) claims.claim(args.connection, id, definition.subject(args));
      const plan = storedPlan(definition, state, args);
      const changes =
        !isEmptyPlan(plan) ||
        asksOtherwise(state, definition.desired(args)) ||
        settingsDiffer(definition, state, args) ||
        isDue(definition, state, args, context.now());
      if (!isEmptyPlan(plan))
        context.notify("info", `${definition.subject(args)}: ${describePlan(plan, definition.watch !== undefined)}`);
      return { changes, ...replacement };
    },

    create: async (inputs) => apply(inputs),

    update: async (olds, news) => apply(news, parseState(definition, olds)),

    async read(outputs) {
      const state = parseState(definition, outputs);
      const { args } = state;
      const client = definition.connect(args.connection, context.config, context.notify);
      const seen = await client.observe(appliedArguments(definition, state));
      if (seen.status === "absent") {
        context.notify("warning", `${definition.subject(args)} is gone.`);
        return undefined;
      }
      if (seen.status === "unobservable") {
        context.notify("info", `Not read, so not compared: ${seen.why}`);
        return { id: seen.id, outputs: storeState(state), inputs: inputsOf(state) };
      }
      const { held, gained, lost } = driftOf(definition, state, seen.access);
      if (gained.length + lost.length > 0) {
        context.notify("info", `${definition.subject(args)} has drifted: ${describeDrift(gained, lost)}`);
      }
      const live = { ...state, args: { ...args, ...definition.render(held, args) } };
      return { id: seen.id, outputs: storeState(live), inputs: inputsOf(live) };
    },

    async delete(outputs, id) {
      const state = parseState(definition, outputs);
      await alone(state.args, async () => {
        const subject = definition.subject(state.args);
        if (id !== undefined && claims.isTakenOver(state.args.connection, id, subject, state.record.writtenAt)) {
          context.notify("info", `${subject}: left as it is, because another resource of this program manages it.`);
          return;
        }
        await relinquish(definition, context, state);
      });
    },
  };
}

/** The plan that leads from the stored access to what `args` ask for; no request is needed for it. */
function storedPlan<Arguments extends CommonArguments>(
  definition: PermissionRules<Arguments>,
  state: State<Arguments>,
  args: Arguments,
): Plan {
  const desired = definition.desired(args);
  const held = { grants: definition.desired(state.args).grants, implied: noGrants };
  const plan = planAccess(desired, held, ownedGrants(state.record), definition.covers);
  if (desired.unlisted === "revoke") return plan;
  // With "keep" the state knows nothing of grants that the program did not mention before: a new refusal is a change.
  const news = without(desired.denied, [...state.record.denied, ...state.record.declared]);
  return { grant: plan.grant, revoke: [...plan.revoke, ...without(news, plan.revoke)] };
}

/** Whether an argument changed that says something else than which grants there are. */
function settingsDiffer<Arguments extends CommonArguments>(
  definition: PermissionRules<Arguments>,
  state: State<Arguments>,
  args: Arguments,
): boolean {
  const settings = (of: Arguments) => {
    const access = new Set(Object.keys(definition.render(noGrants, of)));
    return Object.fromEntries(Object.entries(of).filter(([key, value]) => !access.has(key) && value !== undefined));
  };
  return !isDeepStrictEqual(settings(state.args), settings(args));
}

function isDue<Arguments extends CommonArguments>(
  definition: PermissionRules<Arguments>,
  state: State<Arguments>,
  args: Arguments,
  now: number,
): boolean {
  return mustReassert(state, definition.reassertAfter?.(args), now);
}

function describeDesired<Arguments extends CommonArguments>(
  { fateOfOthers = "whatever else it has is revoked" }: PermissionRules<Arguments>,
  { grants, denied, unlisted }: Desired,
  isWatched: boolean,
): string {
  if (isWatched) return `allows ${grants.length === 0 ? "nobody" : grants.join(", ")}; anybody else is reported`;
  const has = grants.length === 0 ? "will have nothing" : `will have ${grants.join(", ")}`;
  const refused = denied.length === 0 ? "" : `; will not have ${denied.join(", ")}`;
  return `${has}${refused}; ${unlisted === "revoke" ? fateOfOthers : "whatever else it has stays"}`;
}

function describePlan({ grant, revoke }: Plan, isWatched: boolean): string {
  const [missing, surplus] = isWatched ? ["missing", "unexpected"] : ["grants", "revokes"];
  return [phrase(missing, grant), phrase(surplus, revoke)].filter((text) => text !== "").join("; ");
}

function describeDrift(gained: GrantSet, lost: GrantSet): string {
  return [phrase("gained", gained), phrase("lost", lost)].filter((text) => text !== "").join("; ");
}

function phrase(verb: string, grants: GrantSet): string {
  return grants.length === 0 ? "" : `${verb} ${grants.join(", ")}`;
}
