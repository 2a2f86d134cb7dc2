import { type GrantSet, without } from "../../access/grants.js";
import type { Failure } from "../../arguments/arguments.js";
import { didYouMean } from "../../arguments/suggest.js";
import { ArgumentsError } from "../../errors.js";
import type { Arguments } from "./schema.js";
import { grantsOf, type Permissions, permissionsOf } from "./vocabulary.js";
import type { Catalogue } from "./wire.js";

/**
 * Names are checked before they are written, those of `restoreTo` too: at destroy, or on a last day, it would be too late to correct them.
 *
 * @throws ArgumentsError naming every category and page that the server does not know
 */
export function requireKnown(args: Arguments, granted: GrantSet, catalogue: Catalogue): void {
  const { permissions, onDelete, restoreTo, until } = args;
  // Nothing may stand in the way of a write that only takes away.
  if (granted.length === 0) return;
  const isUsed = onDelete === "restore" || until !== undefined;
  const restored = restoreTo === undefined || !isUsed ? [] : grantsOf(restoreTo);
  const asked = grantsOf(permissions).filter((grant) => granted.includes(grant));
  const found = without(granted, [...asked, ...restored]);
  const failures = [
    ...strangeIn("permissions", asked, catalogue),
    ...strangeIn("restoreTo", restored, catalogue),
    ...strangeIn("baseline", found, catalogue),
  ];
  const unique = new Map(failures.map((failure) => [`${failure.property} ${failure.reason}`, failure]));
  if (unique.size > 0) throw new ArgumentsError("SpanelUserPrivileges", [...unique.values()]);
}

function strangeIn(property: string, grants: GrantSet, catalogue: Catalogue): Failure[] {
  return grants.flatMap((grant) => {
    const [category = "", page = ""] = [grant.slice(0, grant.indexOf("/")), grant.slice(grant.indexOf("/") + 1)];
    if (grant === "*") return [];
    const pages = catalogue.get(category);
    if (pages === undefined) {
      const reason = `is not a category of this server${didYouMean(category, catalogue.keys())}`;
      return [{ property: `${property}.${category}`, reason }];
    }
    if (page === "*" || pages.includes(page)) return [];
    const reason = `has no page "${page}" on this server${didYouMean(page, pages)}`;
    return [{ property: `${property}.${category}`, reason }];
  });
}

/** A category with every page is the same as `all` of it; the answer is put in the words of the program, so that it is no drift. */
export async function inTheWordsOf(
  wanted: Permissions,
  found: GrantSet,
  catalogueOf: () => Promise<Catalogue | undefined>,
): Promise<GrantSet> {
  const there = permissionsOf(found);
  if (wanted === "all" || there === "all") return found;
  const askedOf = (category: string) => (Object.hasOwn(wanted, category) ? wanted[category] : undefined);
  const differing = Object.keys(there).filter(
    (category) => (askedOf(category) === "all") !== (there[category] === "all"),
  );
  if (!differing.some((category) => askedOf(category) !== undefined)) return found;
  const catalogue = await catalogueOf();
  return Object.entries(there)
    .flatMap(([category, pages]) => {
      const known = catalogue?.get(category) ?? [];
      const asked = askedOf(category);
      const complete = (list: readonly string[]) => known.length > 0 && known.every((page) => list.includes(page));
      if (asked === "all" && pages !== "all" && complete(pages)) return [`${category}/*`];
      if (pages === "all") {
        return asked !== undefined && asked !== "all" && complete(asked)
          ? asked.map((page) => `${category}/${page}`)
          : [`${category}/*`];
      }
      return pages.map((page) => `${category}/${page}`);
    })
    .sort();
}
