import { z } from "zod";
import type { Desired } from "../access/access.js";
import { type Grant, type GrantSet, grantSet, sameGrants, without } from "../access/grants.js";
import { type ArgumentSchema, checkArguments, defined, type Properties } from "../arguments/arguments.js";
import { recordKey } from "../arguments/reservedProperties.js";
import type { CommonArguments, PermissionRules } from "../contract/PermissionDefinition.js";
import { StateError } from "../errors.js";
import { guardLimits } from "./guardLimits.js";

/** Version of what stands under `__state`. State of every earlier version stays readable. */
export const stateVersion = 1;

const grants = z.array(z.string()).transform(grantSet);
const baselineSchema = grants.nullable();

const recordSchema = z.object({
  version: z.literal(stateVersion),
  /** What the program asked for when access was last written. */
  declared: grants,
  denied: grants.default([]),
  /** Grants that this resource may have made besides the declared ones, after a write that failed. */
  pending: grants.default([]),
  /** Grants that the program listed and whose end had come: nothing brings them back. */
  ended: grants.default([]),
  /** With `unlisted: "keep"`: grants that the program spoke of earlier and no longer does; a restore gives them back too. */
  touched: grants.default([]),
  writtenAt: z.iso.datetime(),
  /** Where the subject lived then. */
  address: z.string().optional(),
  /** The limits of the program's guard then, for a run whose program has nobody any more. */
  guard: guardLimits.optional(),
  /** What the program called the resource then, for messages of a run whose program has it no more. */
  name: z.string().optional(),
  /** When this package first wrote, which is when `baseline` was read; left out where that is `writtenAt`. */
  since: z.iso.datetime().optional(),
  /** False after a write that failed: what is there is then not known to be what the state says. */
  verified: z.boolean(),
});

export type Record = z.output<typeof recordSchema>;

/** Steps from an old version to the next one: `upgrades[1]` makes version 2 of version 1. */
const upgrades: Readonly<{ [version: number]: (old: Properties) => Properties }> = {};

/** What a resource remembers between runs. */
export interface State<Arguments> {
  /** The arguments, with the access that was found last in place of the access that was asked for. */
  readonly args: Arguments;
  /** What was there before the first write; null where the system cannot be read. */
  readonly baseline: GrantSet | null;
  readonly record: Record;
}

/** @throws StateError */
export function parseState<Arguments extends CommonArguments>(
  definition: Pick<PermissionRules<Arguments>, "schema" | "kind">,
  properties: Properties,
): State<Arguments> {
  const unreadable = (why: string) =>
    new StateError(
      `The stored state of this ${definition.kind} cannot be read (${why}). If a newer release of pulumi-permissions wrote it, install that release; ` +
        "otherwise restore the state from a backup with `pulumi stack import`.",
    );
  const record = recordSchema.safeParse(upgraded(properties[recordKey]));
  if (!record.success) throw unreadable(z.prettifyError(record.error));
  const baseline = baselineSchema.safeParse(properties.baseline ?? null);
  if (!baseline.success) throw unreadable("baseline is not a list of grants");
  const args = storedArguments(definition.schema, properties);
  if (!args.success) throw unreadable(z.prettifyError(args.error));
  return { args: args.data, baseline: baseline.data, record: record.data };
}

/** Only the shape counts here: access that was found need not obey the rules for access that is asked for. */
function storedArguments<Arguments extends object>(schema: ArgumentSchema<Arguments>, properties: Properties) {
  const { shape } = schema.object;
  const own = Object.fromEntries(Object.entries(properties).filter(([key]) => Object.hasOwn(shape, key)));
  const { inputs, arguments: data } = checkArguments({ ...schema, rules: [] }, own);
  return data === undefined ? schema.object.safeParse(inputs) : { success: true as const, data };
}

const versionedSchema = z.looseObject({ version: z.int() });

function upgraded(record: unknown): unknown {
  const parsed = versionedSchema.safeParse(record);
  if (!parsed.success) return record;
  let current: Properties = parsed.data;
  for (let version = parsed.data.version; version < stateVersion; version++) {
    const upgrade = upgrades[version];
    if (upgrade === undefined) return record;
    current = upgrade(current);
  }
  return current;
}

/** The properties that the engine stores; none of them is undefined, which the dynamic host cannot take. */
export function storeState<Arguments extends CommonArguments>(state: State<Arguments>): Properties {
  const { pending, denied, touched, ended, ...record } = state.record;
  return {
    ...defined(state.args),
    baseline: state.baseline,
    [recordKey]: {
      ...record,
      ...(denied.length > 0 ? { denied } : {}),
      ...(pending.length > 0 ? { pending } : {}),
      ...(touched.length > 0 ? { touched } : {}),
      ...(ended.length > 0 ? { ended } : {}),
    },
  };
}

/** The inputs that would ask for exactly the stored access. */
export function inputsOf<Arguments extends CommonArguments>(state: State<Arguments>): Properties {
  return defined(state.args);
}

/** What the program last asked for. */
export function declaredAccess(state: State<CommonArguments>): Desired {
  return { grants: state.record.declared, denied: state.record.denied, unlisted: state.args.unlisted ?? "revoke" };
}

/** Grants that this resource made or may have made. */
export function ownedGrants(record: Record): readonly Grant[] {
  return grantSet([...record.declared, ...record.pending]);
}

/**
 * Whether the program asks for something else than `before`, at the last write. Access may be that way already, where the
 * program took over what somebody did; without an update the next read would still call it drift.
 */
export function asksOtherwise(before: Desired, desired: Desired): boolean {
  // A refusal of what has ended says nothing new.
  const ended = [...(before.ended ?? []), ...(desired.ended ?? [])];
  return (
    !sameGrants(before.grants, desired.grants) ||
    !sameGrants(without(before.denied, ended), without(desired.denied, ended))
  );
}
