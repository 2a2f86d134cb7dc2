import { z } from "zod";
import { checkArguments, type Properties } from "../arguments/arguments.js";
import { hasUnknown } from "../arguments/unknown.js";
import { momentAfter } from "../arguments/until.js";
import type { CommonArguments, PermissionDefinition, PermissionRules } from "../contract/PermissionDefinition.js";
import { desiredAt } from "./ends.js";
import { restorable } from "./restoredAccess.js";

/** A subject of a program, without what it may do. */
export interface DeclaredSubject {
  readonly subject: string;
  readonly connection: string;
  /** Whether its access stays when it leaves the program. */
  readonly stays: boolean;
  /** Whether any access is declared, and has not ended. */
  readonly holds: boolean;
  /** Whether all of it ends some day. */
  readonly ends: boolean;
}

/** Whom arguments speak for, as far as they are known; what is only watched is taken from nobody. */
export function declaredIn<Arguments extends CommonArguments, Detail>(
  definition: PermissionDefinition<Arguments, Detail>,
  given: Properties,
  now: number,
): DeclaredSubject | "watched" | undefined {
  if (definition.watch) return "watched";
  const { baseline: held, ...asked } = given;
  const isUnknown = hasUnknown(asked);
  const known = Object.fromEntries(Object.entries(asked).filter(([, value]) => !hasUnknown(value)));
  // What a transformation has made of the arguments may be more than these, and then they do not fit together.
  const { inputs, failures } = checkArguments(definition.schema, known);
  const args = definition.schema.object.safeParse(inputs);
  if (!args.success || (failures.length > 0 && !isUnknown) || definition.identity.some((key) => hasUnknown(given[key])))
    return undefined;
  const holdsAt = (moment: number) => desiredAt(definition, args.data, moment).grants.length > 0;
  return {
    subject: definition.subject(args.data),
    connection: args.data.connection,
    stays: staysOnDelete(definition, args.data, held),
    // What is not known yet may well be something.
    holds: isUnknown || holdsAt(now),
    ends: !isUnknown && endsWhole(definition, args.data, now),
  };
}

/**
 * Whether all access ends by itself. Once it has, the outputs of a resource, which are all that a program knows of it then, show the end and
 * none of the grants.
 */
function endsWhole<Arguments extends CommonArguments>(
  definition: PermissionRules<Arguments>,
  args: Arguments,
  now: number,
): boolean {
  const { until, timeZone } = args;
  if (until === undefined) return false;
  const { grants } = definition.desired(args);
  if (grants.length > 0) return desiredAt(definition, args, Number.POSITIVE_INFINITY).grants.length === 0;
  const ends = typeof until === "string" ? [until] : Object.values(until);
  return ends.every((end) => momentAfter(end, timeZone ?? "UTC") <= now);
}

/** Whether a destroy leaves somebody with something: all, or what they had before. */
function staysOnDelete<Arguments extends CommonArguments>(
  definition: PermissionRules<Arguments>,
  args: Arguments,
  held: unknown,
): boolean {
  const { onDelete = "keep" } = args;
  if (onDelete !== "restore") return onDelete === "keep";
  const baseline = baselineSchema.safeParse(held);
  // Not known: nothing is restored, and everything stays. Not told: the guard counts on the worst.
  if (!baseline.success) return false;
  const restored = restorable(definition, { args, baseline: baseline.data });
  return restored === null || restored.length > 0;
}

const baselineSchema = z.array(z.string()).nullable();
