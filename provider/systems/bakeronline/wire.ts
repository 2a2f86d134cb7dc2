import { z } from "zod";
import { type GrantSet, grantSet, union } from "../../access/grants.js";
import { wholeNumber } from "../../arguments/schema.js";
import { understand } from "../../connections/understand.js";
import type { Member } from "../../contract/Client.js";
import { rightNames, rights, shopGrants, shopIdsIn } from "./vocabulary.js";

/** A right is on or off; anything else would be a guess. */
const knownRights = z.looseObject(
  Object.fromEntries(Object.values(rights).map((key) => [key, z.boolean().optional()])),
);

/** One user's entry in a company. Shop ids come in any order and more than once; rights may be more than the documented ones. */
export const entrySchema = z.looseObject({
  id: wholeNumber("the number of an entry"),
  shop_ids: z.array(wholeNumber("the number of a shop")),
  permissions: knownRights,
  user: z.looseObject({ email: z.string() }),
});
export type Entry = z.output<typeof entrySchema>;

/** As much of an entry as is needed to find it: one that is odd must not hide the others. */
const rowSchema = z.looseObject({ id: z.number(), user: z.looseObject({ email: z.string().nullish() }).nullish() });
export type Row = z.output<typeof rowSchema>;

export const companiesSchema = z.array(z.looseObject({ id: z.int() }));

/** The list of a company is a bare array, complete in one answer. */
export const rowsSchema = z.array(rowSchema);

/** @throws UnexpectedAnswerError */
export function entryIn(operation: string, row: unknown, redact: (text: string) => string): Entry {
  return understand(operation, entrySchema, row, redact);
}

export function grantsIn({ shop_ids, permissions }: Entry): GrantSet {
  return union(shopGrants(shop_ids), grantSet(rightNames.filter((name) => permissions[rights[name]] === true)));
}

export function idOf(companyId: number, { id }: Row): string {
  return `${companyId}/${id}`;
}

/** An entry as a report shows it; rights without a name here count too. */
export function memberIn(companyId: number, row: Row): Member {
  const entry = entrySchema.safeParse(row);
  const grants = entry.success ? union(grantsIn(entry.data), grantSet(unrecognisedIn(entry.data))) : undefined;
  return { id: idOf(companyId, row), name: row.user?.email ?? `entry ${row.id}`, grants };
}

/** Rights that are on and that this release has no name for. */
export function unrecognisedIn({ permissions }: Entry): string[] {
  const known = new Set<string>(Object.values(rights));
  return Object.keys(permissions).filter((key) => isOn(permissions[key]) && !known.has(key));
}

/** Whether there are rights, on or off, that a write has to carry over as they were read. */
export function hasUnknownRights({ permissions }: Entry): boolean {
  const known = new Set<string>(Object.values(rights));
  return Object.keys(permissions).some((key) => !known.has(key));
}

export interface EntryBody {
  readonly shop_ids: readonly number[];
  readonly permissions: Readonly<Record<string, unknown>>;
}

/**
 * The whole entry to write: all eleven rights, because it is not documented whether those left out stay, and those that have no
 * name here as they were read.
 */
export function bodyFor(target: GrantSet, { permissions }: Entry): EntryBody {
  return {
    shop_ids: shopIdsIn(target),
    permissions: {
      ...permissions,
      ...Object.fromEntries(rightNames.map((name) => [rights[name], target.includes(name)])),
    },
  };
}

/** Every right off, with or without a name here; an entry without shops must have none, because what that means is not documented. */
export function withoutRights(body: EntryBody): EntryBody {
  return { ...body, permissions: Object.fromEntries(Object.keys(body.permissions).map((key) => [key, false])) };
}

/** For a right without a name here: overlooking one is worse than naming one too many. */
function isOn(value: unknown): boolean {
  return value !== false && value !== null && value !== undefined && value !== 0;
}
