import { z } from "zod";
import { union } from "../access/grants.js";
import { checkArguments, type Properties } from "../arguments/arguments.js";
import { hasUnknown } from "../arguments/unknown.js";
import type { CommonArguments, PermissionDefinition, PermissionRules } from "../contract/PermissionDefinition.js";
import { desiredAt, endedAmong, endOf } from "./ends.js";
import { restorable } from "./restoredAccess.js";

/** A subject of a program, without what it may do. */
export interface DeclaredSubject {
  readonly subject: string;
  readonly connection: string;
  /** Whether its access stays when it leaves the program. */
  readonly stays: boolean;
  /** Whether any access is declared, and has not ended. */
  readonly holds: boolean;
  /** When all of it has ended by itself, in milliseconds since 1970. */
  readonly endsAt?: number;
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
  const ends = definition.desired(args.data).grants.map((grant) => endOf(args.data, grant, definition.covers)?.at);
  const endsAt = holdsAt(Number.POSITIVE_INFINITY)
    ? undefined
    : ends.reduce((last, at) => Math.max(last ?? 0, at ?? 0), undefined);
  return {
    subject: definition.subject(args.data),
    connection: args.data.connection,
    stays: staysOnDelete(definition, args.data, held, now),
    // What is not known yet may well be something.
    holds: isUnknown || holdsAt(now),
    ...(isUnknown || endsAt === undefined ? {} : { endsAt }),
  };
}

/** Whether a destroy leaves somebody with something: all, or what they had before. */
function staysOnDelete<Arguments extends CommonArguments>(
  definition: PermissionRules<Arguments>,
  args: Arguments,
  held: unknown,
  now: number,
): boolean {
  const { onDelete = "keep" } = args;
  if (onDelete !== "restore") return onDelete === "keep";
  const baseline = baselineSchema.safeParse(held);
  // Not known: nothing is restored, and everything stays. Not told: the guard counts on the worst.
  if (!baseline.success) return false;
  const ended = endedAmong(definition, args, union(baseline.data ?? [], definition.desired(args).grants), now);
  const restored = restorable(definition, { args, baseline: baseline.data, ended });
  return restored === null || restored.length > 0;
}

const baselineSchema = z.array(z.string()).nullable();
