import { z } from "zod";
import { type GrantSet, grantSet, union } from "../../kernel/grants.js";
import { rightNames, rights, shopGrants, shopIdsIn } from "./vocabulary.js";

/** One user's entry in a company. Shop ids come in any order and more than once; rights may be more than the documented ones. */
export const entrySchema = z.looseObject({
  id: z.number(),
  shop_ids: z.array(z.number()),
  permissions: z.record(z.string(), z.unknown()),
  user: z.looseObject({ email: z.string() }),
});
export type Entry = z.output<typeof entrySchema>;

/** The list of a company is a bare array, complete in one answer. */
export const entriesSchema = z.array(entrySchema);

export function grantsIn({ shop_ids, permissions }: Entry): GrantSet {
  return union(shopGrants(shop_ids), grantSet(rightNames.filter((name) => permissions[rights[name]] === true)));
}

/** Rights that are on and that this release has no name for. */
export function unrecognisedIn({ permissions }: Entry): string[] {
  const known = new Set<string>(Object.values(rights));
  return Object.keys(permissions).filter((key) => permissions[key] === true && !known.has(key));
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
