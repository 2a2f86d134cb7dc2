import { isDeepStrictEqual } from "node:util";
import { type Desired, isEmptyPlan, noGrants, type Plan, planAccess } from "../access/access.js";
import { union, without } from "../access/grants.js";
import {
  checkArguments,
  type Failure,
  type Properties,
  parseArguments,
  readArguments,
} from "../arguments/arguments.js";
import { hasUnknown } from "../arguments/unknown.js";
import type { Context, GuardLimits } from "../contract/Context.js";
import type { CommonArguments, PermissionDefinition, PermissionRules } from "../contract/PermissionDefinition.js";
import { ArgumentsError, HandOverError, PartlyAppliedError } from "../errors.js";
import { requireProof } from "./absence.js";
import { type Admission, type Applied, converge } from "./converge.js";
import { appliedArguments, driftOf } from "./drift.js";
import { Elsewhere } from "./Elsewhere.js";
import { endedUnseen, endFailures } from "./endFailures.js";
import { dated, declaredAt, desiredAt, endedAmong, endedIn, endsSoon } from "./ends.js";
import { Foresight } from "./Foresight.js";
import { awaitedNotice, handOver, nameOf, refuseHandOver } from "./handOver.js";
import { KeyedLock } from "./KeyedLock.js";
import { addressesBy, type Origin, Ownership, oldest, type Resource } from "./Ownership.js";
import { originOf } from "./originOf.js";
import { baselineRisk, relinquish, restoreObstacle } from "./relinquish.js";
import { type Subject, subjectBy, subjectIn } from "./Subject.js";
import { asksOtherwise, inputsOf, ownedGrants, parseState, type State, storeState } from "./state.js";
import { whyUnread } from "./unread.js";
import { describeChange, describeDesired, describeDrift, describeLeaving, describeWatched, named } from "./words.js";

export interface Difference {
  readonly changes: boolean;
  readonly replaces: readonly string[];
  readonly deleteBeforeReplace: boolean;
}

/** Plain data in, plain data out: the same handlers serve the dynamic host, and whatever comes beside it. */
export interface Handlers {
  /**
   * Judges arguments, and notes that the program declares the resource. Without `olds`, the inputs of an earlier run, the resource is new
   * and the preview says what it will grant. `resource` tells it from the program's others.
   */
  check(
    news: Properties,
    olds?: Properties,
    resource?: Resource,
  ): { readonly inputs: Properties; readonly failures: readonly Failure[] };
  /** `id` is the resource's identity in the state; with it two resources on one subject are noticed. */
  diff(olds: Properties, news: Properties, id?: string): Difference;
  create(inputs: Properties): Promise<{ readonly id: string; readonly outputs: Properties }>;
  /** Nothing when the subject is gone. */
  read(
    outputs: Properties,
  ): Promise<{ readonly id: string; readonly outputs: Properties; readonly inputs: Properties } | undefined>;
  /** @throws PartlyAppliedError with the properties that are really there */
  update(olds: Properties, news: Properties): Promise<{ readonly outputs: Properties }>;
  /** With `id`, a subject for which another resource of the program speaks keeps what that one asks for. */
  delete(outputs: Properties, id?: string): Promise<void>;
}

/** The lifecycle of one kind of resource; it never asks which one. */
export function defineHandlers<Arguments extends CommonArguments, Detail>(
  definition: PermissionDefinition<Arguments, Detail>,
  context: Context,
): Handlers {
  const parse = (inputs: Properties) => parseArguments(definition.schema, definition.kind, inputs);
  const subjectOf = (args: Arguments, name?: string) => subjectBy(named(definition, name))(args);
  const addresses = addressesBy(definition, context);
  const ownership = new Ownership<Arguments>(addresses);
  const foresight = new Foresight(definition, context.notify);
  const locks = new KeyedLock();
  const elsewhere = new Elsewhere(definition.kind, definition.watch ? undefined : context.others, addresses);
  const originIn = (state: State<Arguments>) => originOf(definition, state, context.now());
  /**
   * The engine deletes and creates side by side: what concerns one subject has to happen one after the other. In the same words it does
   * so from the start; in others, or through another connection, once the system has told whom they mean (see `aloneWith`).
   */
  const alone = <Result>({ words }: Subject, task: () => Promise<Result>) => locks.run(`words ${words}`, task);
  // Two connections may lead to one place: subjects of one name on different servers waiting for each other is the lesser evil.
  const aloneWith = <Result>(id: string, task: () => Promise<Result>) =>
    locks.run(`id ${id}`, async () => {
      try {
        return await task();
      } finally {
        ownership.wrote(id);
      }
    });
  /** What the brake calls a subject. */
  const braking = (args: Arguments) => `${args.connection} ${definition.subject(args)}`;
  /** The context of a call about one subject: everything is taken from it only where the program's guard allows. */
  const braked = (args: Arguments, { title }: Subject, stored: GuardLimits | undefined): Context => ({
    ...context,
    beforeTakingAll: () => context.brake?.take(braking(args), title, stored),
  });
  /** Notes that nothing was done: a new resource is in no state, another one is there as before. */
  const failed = (subject: Subject, isNew: boolean) => (isNew ? ownership.failed(subject) : ownership.stored(subject));
  /** Notes what became of a resource while its subject is still locked: whoever waits for it, such as a delete, has to know. */
  const noted = async (subject: Subject, isNew: boolean, running: Promise<Applied<Arguments>>) => {
    try {
      const done = await running;
      elsewhere.speakFor(subject, done.id);
      ownership.applied(subject, done.id, originIn(done.state), done.state.record.writtenAt);
      return done;
    } catch (error) {
      if (error instanceof PartlyAppliedError) {
        ownership.remember(subject, error.id, originIn(error.state));
        ownership.stored(subject, originIn(error.state));
      } else failed(subject, isNew);
      throw error;
    }
  };
  const admissionOf = (subject: Subject, isNew: boolean): Admission<Arguments> => {
    let began = ownership.moment();
    return {
      begin() {
        began = ownership.moment();
      },
      foresee: (client) => foresight.before(subject, client),
      admit(id, task) {
        ownership.claim(subject, id);
        elsewhere.requireAlone(subject, id);
        return aloneWith(id, () =>
          noted(subject, isNew, task(ownership.wasWrittenSince(id, began), ownership.originOf(subject, id))),
        );
      },
    };
  };
  const apply = (inputs: Properties, prior?: State<Arguments>) => {
    const args = prior === undefined ? parse(inputs) : readArguments(definition.schema, definition.kind, inputs);
    const name = ownership.declarationOf(subjectOf(args))?.resource?.name ?? prior?.record.name;
    const subject = subjectOf(args, name);
    if (ownership.declarationOf(subject) === undefined) ownership.declare(subject, args);
    const guard = ownership.declarationOf(subject)?.resource?.limits;
    const stored = ({ record, ...rest }: State<Arguments>) =>
      storeState({
        ...rest,
        record: { ...record, ...(name === undefined ? {} : { name }), ...(guard === undefined ? {} : { guard }) },
      });
    ownership.begun(subject);
    return alone(subject, async () => {
      try {
        const { id, state } = await converge(
          named(definition, name),
          braked(args, subject, guard ?? prior?.record.guard),
          args,
          prior,
          admissionOf(subject, prior === undefined),
        );
        return { id, outputs: stored(state) };
      } catch (error) {
        if (!(error instanceof PartlyAppliedError)) {
          // It may have failed before anything was locked.
          failed(subject, prior === undefined);
          throw error;
        }
        throw new PartlyAppliedError(error.reason, error.id, stored(error.state));
      }
    });
  };

  /** Notes what the program declares; what is not known yet at preview cannot be compared. */
  const declare = (
    inputs: Properties,
    args: Arguments | undefined,
    subject: Subject,
    resource: Resource | undefined,
  ): Failure | undefined => {
    if (resource?.guard !== undefined) {
      const reason = `is made after the AccessGuard "${resource.guard}", which guards only what stands before it: make the guard last`;
      return { property: "", reason };
    }
    if (definition.identity.some((key) => hasUnknown(inputs[key]))) return undefined;
    const other = ownership.declare(subject, args, resource);
    if (other === undefined) return undefined;
    const [one, two] = [other.resource, resource].map((each) => `${definition.kind} "${each?.name}"`);
    const words = [...definition.identity.filter((key) => key !== "connection"), "connection"]
      .flatMap((key) => (inputs[key] === undefined ? [] : [`${key} ${JSON.stringify(inputs[key])}`]))
      .join(", ");
    const reason = `${one} and ${two} both manage ${words}. Each would undo what the other does: merge them into one resource.`;
    return { property: "", reason };
  };

  const judged = new Map<string, Properties>();
  /** What the state has of a resource, also when the engine judges it a second time, as a new one, because it replaces it. */
  const earlier = (resource: Resource | undefined, olds: Properties): Properties => {
    if (resource === undefined) return olds;
    if (Object.keys(olds).length > 0) judged.set(resource.mark, olds);
    return judged.get(resource.mark) ?? olds;
  };

  const warnOf = (args: Arguments, title: string): void => {
    for (const caution of definition.cautions?.(args) ?? []) context.notify("warning", `${title}: ${caution}.`);
  };

  /**
   * The words of a resource that goes mean another entry by now than its state says.
   *
   * @throws HandOverError where another resource speaks for that entry
   */
  const meetAnew = (subject: Subject, id: string, found: string, { record }: State<Arguments>): void => {
    if (found === id) return;
    ownership.meet(subject, found);
    const fate = ownership.fateOf(subject, found, record.writtenAt);
    if (fate.kind === "let go") {
      ownership.take(subject, found);
      return;
    }
    const other = nameOf(fate.kind === "keep" ? fate.for : fate.to);
    throw new HandOverError(
      `${subject.title}: nothing was taken away, because it is ${found} now, not ${id}, and ${other} of this program manages that. Run \`pulumi up --refresh\`.`,
    );
  };

  return {
    check(news, olds = {}, resource) {
      const checked = checkArguments(definition.schema, news, olds);
      if (checked.failures.length > 0) return checked;
      const { inputs, arguments: args } = checked;
      const subject = args === undefined ? subjectIn(definition, inputs) : subjectOf(args, resource?.name);
      const conflict = declare(inputs, args, subject, resource);
      if (conflict !== undefined) return { inputs, failures: [conflict] };
      if (args === undefined) return checked;
      const isNew = Object.keys(olds).length === 0;
      const { title } = subject;
      const now = context.now();
      const ends = endFailures(definition, args, earlier(resource, olds), now);
      if (ends.length > 0) return { inputs, failures: ends };
      warnOf(args, title);
      if (definition.watch === undefined) context.brake?.declared(braking(args), resource?.limits);
      if (Object.entries(inputs).some(([key, value]) => !isDeepStrictEqual(value, olds[key])))
        foresight.expect(subject, args);
      if (isNew) {
        const reason = baselineRisk(definition, context, args);
        if (reason !== undefined) return { ...checked, failures: [{ property: "onDelete", reason }] };
        const describe = definition.watch ? describeWatched : describeDesired;
        const { grants } = definition.desired(args);
        context.notify(
          "info",
          `${title}: ${describe(dated(definition, args, grants, now), desiredAt(definition, args, now))}`,
        );
      }
      const late = isNew ? undefined : endedUnseen(definition, args, olds, now);
      if (late !== undefined) context.notify("warning", `${title}: ${late}`);
      const soon = endsSoon(definition, args, now);
      if (soon !== undefined) context.notify("info", `${title}: ${soon}`);
      return checked;
    },

    diff(olds, news, id) {
      const state = parseState(definition, olds);
      const now = context.now();
      const known = subjectOf(state.args, state.record.name);
      if (id !== undefined) {
        ownership.meet(known, id);
        ownership.remember(known, id, originIn(state));
      }
      // Rules are for `check`: a refresh compares with what a read has found, and nobody wrote that.
      const { inputs, arguments: asked } = checkArguments({ ...definition.schema, rules: [] }, news);
      const replaces = definition.identity.filter((key) => !isDeepStrictEqual(inputs[key], inputsOf(state)[key]));
      // Never the old one first: whoever cannot be given access must not cost somebody else theirs. Where both are one person, the
      // delete at the end finds that the new resource speaks for them.
      const replacement = { replaces, deleteBeforeReplace: false };
      if (replaces.length > 0) {
        ownership.replaces(known);
        context.notify(
          "warning",
          `${known.title}: ${describeLeaving(definition, state, endedIn(definition, state, now))}`,
        );
      }
      if (replaces.length > 0 || hasUnknown(inputs)) return { changes: true, ...replacement };
      const args = asked ?? readArguments(definition.schema, definition.kind, news);
      const reason = restoreObstacle(definition, state, args);
      if (reason !== undefined) throw new ArgumentsError(known.title, [{ property: "onDelete", reason }]);
      const isRefreshing = ownership.isRefreshing(known);
      let isOutOfDate = false;
      if (id !== undefined && ownership.declarationOf(known) !== undefined) {
        ownership.claim(known, id);
        elsewhere.requireAlone(known, id);
        elsewhere.speakFor(known, id);
        ownership.stored(known, originIn(state));
        isOutOfDate =
          ownership.hasTaken(known, id) || ownership.originOf(known, id, originIn(state).since) !== undefined;
      }
      const desired = desiredAt(definition, args, now, state.record.ended);
      const plan = storedPlan(definition, state, desired);
      const leads = isRefreshing ? undefined : addresses(args.connection);
      const isElsewhere = leads !== undefined && state.record.address !== undefined && leads !== state.record.address;
      if (isElsewhere) {
        context.notify(
          "warning",
          `${known.title}: its connection leads to ${leads} now. What it was given at ${state.record.address} stays there: take it away by hand, or go back, destroy it, and declare it anew.`,
        );
      }
      const changes =
        isElsewhere ||
        isOutOfDate ||
        !isEmptyPlan(plan) ||
        (!isRefreshing && !state.record.verified) ||
        asksOtherwise(declaredAt(definition, state, now), desired) ||
        settingsDiffer(definition, state, args) ||
        (!isRefreshing && isDue(definition, state, args, now));
      // A refresh compares the state with what it has read, which `read` has told: it changes nothing.
      const words = dated(definition, args, union(endedAmong(definition, args, plan.revoke, now), plan.grant), now);
      const change = isRefreshing ? "" : describeChange(words, state, desired, plan, ownership.lastSeen(known));
      if (change !== "") context.notify("info", `${known.title}: ${change}`);
      return { changes, ...replacement };
    },

    create: async (inputs) => apply(inputs),

    update: async (olds, news) => apply(news, parseState(definition, olds)),

    async read(outputs) {
      const state = parseState(definition, outputs);
      const { args } = state;
      const subject = subjectOf(args, state.record.name);
      const { title } = subject;
      ownership.refreshed(subject);
      const client = definition.connect(args.connection, context.config, context.notify);
      const seen = await client.observe(appliedArguments(definition, state));
      if (seen.status === "absent") {
        requireProof(title, seen);
        context.notify("warning", `${title} is gone.`);
        return undefined;
      }
      ownership.meet(subject, seen.id);
      ownership.remember(subject, seen.id, originIn(state));
      if (seen.status === "unobservable") {
        const why = whyUnread(definition, args, seen, context.now(), state.record.writtenAt);
        context.notify("info", `${title}: not read, so not compared: ${why}`);
        return { id: seen.id, outputs: storeState(state), inputs: inputsOf(state) };
      }
      ownership.refreshed(subject, seen.access);
      const now = context.now();
      const { held, gained, lost } = driftOf(definition, state, seen.access, now);
      if (gained.length + lost.length > 0) {
        const words = dated(definition, args, gained, now);
        const what = state.record.verified ? "has drifted" : "is not as its last update, which failed, was to make it";
        context.notify("info", `${title} ${what}: ${describeDrift(words, gained, lost)}`);
      }
      const live = { ...state, args: { ...args, ...definition.render(held, args) } };
      return { id: seen.id, outputs: storeState(live), inputs: inputsOf(live) };
    },

    async delete(outputs, id) {
      const state = parseState(definition, outputs);
      const subject = subjectOf(state.args, state.record.name);
      const own = named(definition, state.record.name);
      const held = braked(state.args, subject, state.record.guard);
      await alone(subject, async () => {
        if (id === undefined) return relinquish(own, held, state);
        const letGo = async (): Promise<void> => {
          const earlier = ownership.originOf(subject, id);
          ownership.meet(subject, id);
          const fate = ownership.fateOf(subject, id, state.record.writtenAt);
          if (fate.kind === "keep") return refuseHandOver(subject.title, fate.for);
          if (fate.kind === "hand over") {
            const { to } = fate;
            let elsewhere: string | undefined;
            // Both locks are held already: the words may be others, but the subject is this one, unless the state was out of date.
            const admission: Admission<Arguments> = {
              admit(found, task) {
                if (found === id || to.subject.words === subject.words) return task(false, undefined);
                elsewhere = found;
                return Promise.reject(new HandOverError(`${to.subject.title} is ${found} now, not ${id}.`));
              },
            };
            try {
              return await handOver(own, held, state, to, admission);
            } catch (error) {
              if (elsewhere === undefined) throw error;
              // Whom the other resource speaks for is somebody else by now: who speaks for this one is decided anew.
              ownership.meet(to.subject, elsewhere);
              return letGo();
            }
          }
          ownership.remember(subject, id, originIn(state));
          if ((state.args.onDelete ?? "keep") === "keep") return relinquish(own, held, state);
          if (elsewhere.isSpokenFor(subject, id)) {
            const words =
              "another resource of this program manages it, through another provider. Its baseline is what that one found";
            context.notify("warning", `${subject.title}: left as it is, because ${words}.`);
            return;
          }
          ownership.take(subject, id);
          if (fate.awaited) context.notify("warning", awaitedNotice(subject.title, fate.awaited));
          const remembered = earlier === undefined ? state : remembering(state, oldest(originIn(state), earlier));
          return relinquish(own, held, remembered, (found) => meetAnew(subject, id, found, state));
        };
        return aloneWith(id, letGo);
      });
    },
  };
}

/** A state with what all resources of its subject remember of the time before the first write. */
function remembering<Arguments extends CommonArguments>(
  state: State<Arguments>,
  { baseline, touched, ended }: Origin,
): State<Arguments> {
  return { ...state, baseline, record: { ...state.record, touched, ended: [...ended] } };
}

/** The plan that leads from the stored access to what `args` ask for; no request is needed for it. */
function storedPlan<Arguments extends CommonArguments>(
  definition: PermissionRules<Arguments>,
  state: State<Arguments>,
  desired: Desired,
): Plan {
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

/**
 * Whether access that cannot be read has to be written again. A last write that lies in the future by more than the time, by a clock
 * that was wrong, counts as one that long ago.
 */
function isDue<Arguments extends CommonArguments>(
  definition: PermissionRules<Arguments>,
  state: State<Arguments>,
  args: Arguments,
  now: number,
): boolean {
  const after = definition.reassertAfter?.(args);
  return after !== undefined && Math.abs(now - Date.parse(state.record.writtenAt)) > after;
}
