import { z } from "zod";
import type { Access } from "../../access/access.js";
import { type Grant, type GrantSet, grantSet } from "../../access/grants.js";
import { word } from "../../arguments/schema.js";
import { type Flag, flags, type ListProperty, lists } from "./vocabulary.js";

const id = z.union([word("an id"), z.number()]);
/** The vendor's pages show both forms: a bare id, and an object with a switch. */
const item = z.union([
  id,
  z.looseObject({ id, type: z.string().nullish(), category: z.string().nullish(), hasAccess: z.boolean().optional() }),
]);
type Item = z.output<typeof item>;

/** The permissions of a contact as the API shows them; what this package does not know is kept for the next write. */
export const permissionsSchema = z.looseObject({
  services: z.array(item),
  domains: z.array(item),
  dnsZones: z.array(item),
  ...Object.fromEntries(flags.map((name) => [name, z.boolean().optional()])),
});
export type Permissions = z.output<typeof permissionsSchema>;

export function accessIn(permissions: Permissions): Access {
  const grants: Grant[] = flags.filter((name) => permissions[name] === true);
  const implied: Grant[] = [];
  for (const { property, prefix } of lists) {
    for (const entry of permissions[property]) {
      if (!hasAccess(entry)) continue;
      const grant = `${prefix}:${idOf(entry)}`;
      grants.push(grant);
      const wider = widerFlag(property, entry);
      if (wider && permissions[wider] === true) implied.push(grant);
    }
  }
  return { grants: grantSet(grants), implied: grantSet(implied) };
}

/**
 * The whole object to write: every item that was read, in the shape it was read in, with its switch set as `target` says;
 * then the wanted items that were not there. An item that a wide switch gives, and goes on giving, stays as it was read.
 */
export function bodyFor(target: GrantSet, seen: Permissions): Permissions {
  const wanted = new Set(target);
  const itemsFor = (property: ListProperty, prefix: string): Item[] => {
    const kept = seen[property].flatMap((entry): Item[] => {
      const wider = widerFlag(property, entry);
      const stays =
        wanted.has(`${prefix}:${idOf(entry)}`) || (hasAccess(entry) && wider !== undefined && wanted.has(wider));
      if (typeof entry === "object") return [{ ...entry, hasAccess: stays }];
      return stays ? [entry] : [];
    });
    const known = new Set(seen[property].map(idOf));
    const bare = seen[property].some((entry) => typeof entry !== "object");
    const added = target
      .filter((grant) => grant.startsWith(`${prefix}:`))
      .map((grant) => grant.slice(prefix.length + 1))
      .filter((id) => !known.has(id))
      .map((id): Item => (bare ? id : { id, hasAccess: true }));
    return [...kept, ...added];
  };
  return {
    ...seen,
    services: itemsFor("services", "service"),
    domains: itemsFor("domains", "domain"),
    dnsZones: itemsFor("dnsZones", "dnsZone"),
    ...Object.fromEntries(flags.map((name) => [name, wanted.has(name)])),
  };
}

function idOf(entry: Item): string {
  return String(typeof entry === "object" ? entry.id : entry);
}

/** A listed item without a switch counts as access: overlooking a right is worse than revoking one twice. */
function hasAccess(entry: Item): boolean {
  return typeof entry === "object" ? entry.hasAccess !== false : true;
}

/** The switch that gives this item too. The words in `type` and `category` are not documented, so a part is enough. */
function widerFlag(property: ListProperty, entry: Item): Flag | undefined {
  if (property === "domains") return "accessAllDomains";
  if (property === "dnsZones" || typeof entry !== "object") return undefined;
  const words = `${entry.type ?? ""} ${entry.category ?? ""}`;
  if (/vps/i.test(words)) return "accessAllVps";
  return /hosting/i.test(words) ? "accessAllHosting" : undefined;
}
