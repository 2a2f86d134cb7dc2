import { type Covers, sameGrant } from "../access/access.js";
import { type Grant, type GrantSet, without } from "../access/grants.js";
import { checkArguments, type Failure, type Properties } from "../arguments/arguments.js";
import { didYouMean } from "../arguments/suggest.js";
import type { CommonArguments, PermissionRules } from "../contract/PermissionDefinition.js";
import { dated, desiredAt, endedAmong, endOf } from "./ends.js";
import { listed } from "./words.js";

/**
 * What is wrong with the ends of arguments that are right by themselves.
 *
 * @param olds what stands in the state. A line that has ended since it was written stays right.
 */
export function endFailures<Arguments extends CommonArguments>(
  definition: PermissionRules<Arguments>,
  args: Arguments,
  olds: Properties,
  now: number,
): readonly Failure[] {
  if (args.until === undefined) return [];
  const { grants } = definition.desired(args);
  const before = olds.until === undefined ? undefined : readableArguments(definition, olds);
  const failures = [...strangers(definition, args, grants, before), ...past(definition, args, grants, before, now)];
  return failures.length > 0 ? failures : unsafeEnds(definition, args, grants);
}

const failure = (reason: string, property = "until"): Failure => ({ property, reason });

/** Ends of grants that are not there. What a read has found is no mistake: one that was not there before either is left alone. */
function strangers<Arguments extends CommonArguments>(
  { desired, covers = sameGrant }: PermissionRules<Arguments>,
  { until }: Arguments,
  grants: GrantSet,
  before: Arguments | undefined,
): readonly Failure[] {
  // One end for everything fits whatever there is.
  if (typeof until === "string") return [];
  const earlier = before === undefined ? [] : desired(before).grants;
  const isLeftover = (name: Grant, end: string) =>
    typeof before?.until === "object" && before.until[name] === end && !covered(earlier, name, covers);
  return Object.entries(until ?? {}).flatMap(([name, end]) => {
    if (covered(grants, name, covers) || isLeftover(name, end)) return [];
    const wider = grants.find((grant) => covers(grant, name));
    const cure =
      wider === undefined
        ? `${didYouMean(name, grants) || `; there are ${grants.join(", ") || "none"}.`} List it, or take its end out`
        : `, but within ${wider}, which ends only as a whole: list what it consists of, or write ${JSON.stringify(wider)}`;
    return [failure(`names ${JSON.stringify(name)}, which is not listed${cure}`)];
  });
}

const covered = (grants: GrantSet, name: Grant, covers: Covers) => grants.some((grant) => covers(name, grant));

/** Ends that were over when they were written. */
function past<Arguments extends CommonArguments>(
  { covers }: PermissionRules<Arguments>,
  args: Arguments,
  grants: GrantSet,
  before: Arguments | undefined,
  now: number,
): readonly Failure[] {
  const over = new Map<string, Grant[]>();
  for (const grant of grants) {
    const end = endOf(args, grant, covers);
    if (end === undefined || end.at > now) continue;
    const earlier = before === undefined ? undefined : endOf(before, grant, covers);
    // One that had passed before is no new mistake, however it is written by now.
    if (earlier === undefined || earlier.at > now) over.set(end.words, [...(over.get(end.words) ?? []), grant]);
  }
  return [...over].map(([words, names]) =>
    failure(
      `ends ${names.join(", ")} on ${words}, which has passed: write a day to come, or take out both, what has ended and its end`,
    ),
  );
}

/** Arguments that are not right any more once something has ended: nobody is there to mend them on that day. */
function unsafeEnds<Arguments extends CommonArguments>(
  definition: PermissionRules<Arguments>,
  args: Arguments,
  grants: GrantSet,
): readonly Failure[] {
  const { covers = sameGrant, afterEnd, schema } = definition;
  const faultsOf = (of: Properties) =>
    checkArguments(schema, of).failures.map(({ property, reason }) => `${property} ${reason}`);
  const before = new Set(faultsOf(Object.fromEntries(Object.entries(args))));
  const ends = grants.flatMap((grant) => endOf(args, grant, covers) ?? []);
  const inTurn = [...new Map(ends.map((end) => [end.at, end])).values()].sort((one, other) => one.at - other.at);
  for (const { at, words } of inTurn) {
    const over = endedAmong(definition, args, grants, at);
    const left = desiredAt(definition, args, at).grants;
    const kept = afterEnd?.grants(args) ?? [];
    const given = over.find((grant) => kept.some((wide) => covers(wide, grant)));
    if (afterEnd !== undefined && left.length === 0) {
      const reason = `is required, because until leaves nothing after ${words}, and ${afterEnd.why}: write what stays then`;
      return [failure(reason, afterEnd.property)];
    }
    if (afterEnd !== undefined && given !== undefined) {
      return [failure(`gives ${given}, which ends on ${words}: write only what stays then`, afterEnd.property)];
    }
    const fault = faultsOf({ ...args, ...definition.render(left, args) }).find((each) => !before.has(each));
    if (fault !== undefined) return [failure(`leaves after ${words} what is refused: ${fault}`)];
  }
  return [];
}

/**
 * What is listed although its end had passed before; nothing where there is none. It is not given, and whoever lists it should hear of it.
 *
 * @param olds what stands in the state
 */
export function endedUnseen<Arguments extends CommonArguments>(
  definition: PermissionRules<Arguments>,
  args: Arguments,
  olds: Properties,
  now: number,
): string | undefined {
  if (args.until === undefined) return undefined;
  const before = readableArguments(definition, olds);
  const { grants } = definition.desired(args);
  const news = without(grants, before === undefined ? [] : definition.desired(before).grants);
  const over = endedAmong(definition, args, news, now);
  if (over.length === 0) return undefined;
  return `${listed(dated(definition, args, over, now), over)}: not given, because its end has passed. Write a day to come, or take both out.`;
}

function readableArguments<Arguments extends CommonArguments>(
  { schema }: PermissionRules<Arguments>,
  olds: Properties,
): Arguments | undefined {
  const { inputs } = checkArguments({ ...schema, rules: [] }, olds);
  return schema.object.safeParse(inputs).data;
}
