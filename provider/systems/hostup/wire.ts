import { z } from "zod";
import type { Access } from "../../access/access.js";
import { type Grant, type GrantSet, grantSet } from "../../access/grants.js";
import { word } from "../../arguments/schema.js";
import { allFlags, type Flag, flags, type ListProperty, lists, optionalFlags } from "./vocabulary.js";

const id = z.union([
  word("an id"),
  z.number().refine(Number.isSafeInteger, { error: "is a number that cannot be told from its neighbours" }),
]);
/** The vendor's pages show both forms: a bare id, and an object with a switch. */
const item = z.union([
  id,
  z.looseObject({
    id,
    name: z.string().nullish(),
    type: z.string().nullish(),
    category: z.string().nullish(),
    hasAccess: z.boolean().optional(),
  }),
]);
type Item = z.output<typeof item>;

/**
 * The permissions of a contact, or of a delegate, as the API shows them; what this package does not know is kept for the next write. A list
 * that is missing has nothing in it.
 */
export const permissionsSchema = z
  .looseObject({
    services: z.array(item).optional(),
    domains: z.array(item).optional(),
    dnsZones: z.array(item).optional(),
    ...Object.fromEntries(allFlags.map((name) => [name, z.boolean().optional()])),
  })
  .refine((shown) => [...lists.map(({ property }) => property), ...allFlags].some((key) => key in shown), {
    error: "has none of the documented fields",
  });
export type Permissions = z.output<typeof permissionsSchema>;

export function accessIn(permissions: Permissions): Access {
  const grants: Grant[] = allFlags.filter((name) => permissions[name] === true);
  const implied: Grant[] = [];
  for (const { property, prefix } of lists) {
    for (const entry of permissions[property] ?? []) {
      if (!hasAccess(entry)) continue;
      const grant = `${prefix}:${idOf(entry)}`;
      grants.push(grant);
      const wider = widerFlag(property, entry);
      if (wider && permissions[wider] === true) implied.push(grant);
    }
  }
  return { grants: grantSet(grants), implied: grantSet(implied) };
}

/** Switches that are on, and that this release has no name for. */
export function unrecognisedIn(permissions: Permissions): string[] {
  const known = new Set<string>(allFlags);
  return Object.keys(permissions).filter((key) => permissions[key] === true && !known.has(key));
}

/**
 * The whole object to write: every item that was read, in the form of the vendor's sample, with its switch set as `target` says; then the
 * wanted items that were not there. An item that a wide switch gives, and goes on giving, stays as it was read. What was not read, and is
 * not wanted, is not invented.
 */
export function bodyFor(target: GrantSet, seen: Permissions): Permissions {
  const wanted = new Set(target);
  const itemsFor = (property: ListProperty, prefix: string): Item[] => {
    const read = seen[property] ?? [];
    const kept = read.flatMap((entry): Item[] => {
      const wider = widerFlag(property, entry);
      const stays =
        wanted.has(`${prefix}:${idOf(entry)}`) || (hasAccess(entry) && wider !== undefined && wanted.has(wider));
      if (typeof entry === "object") return [{ ...named(entry), hasAccess: stays }];
      return stays ? [entry] : [];
    });
    const known = new Set(read.map(idOf));
    const bare = read.some((entry) => typeof entry !== "object");
    const added = target
      .filter((grant) => grant.startsWith(`${prefix}:`))
      .map((grant) => grant.slice(prefix.length + 1))
      .filter((id) => !known.has(id))
      .map((id): Item => (bare ? id : { id, hasAccess: true }));
    return [...kept, ...added];
  };
  const items = lists
    .map(({ property, prefix }) => [property, itemsFor(property, prefix)] as const)
    .filter(([property, entries]) => seen[property] !== undefined || entries.length > 0);
  const asked = optionalFlags.filter((name) => seen[name] !== undefined || wanted.has(name));
  return {
    ...seen,
    ...Object.fromEntries(items),
    ...Object.fromEntries([...flags, ...asked].map((name) => [name, wanted.has(name)])),
  };
}

function named({ id, name }: Exclude<Item, string | number>): { id: string | number; name?: string } {
  return typeof name === "string" ? { id, name } : { id };
}

function idOf(entry: Item): string {
  return String(typeof entry === "object" ? entry.id : entry);
}

/** A listed item without a switch counts as access: overlooking a right is worse than revoking one twice. */
function hasAccess(entry: Item): boolean {
  return typeof entry === "object" ? entry.hasAccess !== false : true;
}

/** The switch that gives this item too. Where an answer has no `category`, a part of the words in `type` is enough. */
function widerFlag(property: ListProperty, entry: Item): Flag | undefined {
  if (property === "domains") return "accessAllDomains";
  if (property === "dnsZones" || typeof entry !== "object") return undefined;
  const { type, category } = entry;
  if (category) return wideFlags.get(category);
  if (/vps/i.test(type ?? "")) return "accessAllVps";
  return /hosting/i.test(type ?? "") ? "accessAllHosting" : undefined;
}

const wideFlags: ReadonlyMap<string, Flag> = new Map([
  ["vps", "accessAllVps"],
  ["hosting", "accessAllHosting"],
]);
