import { coversBy } from "../../access/access.js";
import { type Grant, type GrantSet, grantSet } from "../../access/grants.js";
import type { GrantNames } from "../../contract/GrantNames.js";

/** Full access to everything, now and later; SPanel's "full root permissions". */
export const root: Grant = "*";

/** Pages by category, as a program writes them. */
export type Permissions = "all" | Readonly<Record<string, "all" | readonly string[]>>;

/**
 * Category and page names end up as keys and values of a PHP array, and as grant names. PHP ends a key at a zero byte, so
 * that the whole `permissions` would be missing.
 */
export const categoryName = /^(?!__proto__$)[^/*[\]\s\p{Cc}\p{Cs}][^/*[\]\p{Cc}\p{Cs}]*$/u;

/** Whether a text can be the name of one page. */
export function isPage(text: string): boolean {
  return text.trim() === text && text !== "" && text !== "*" && text !== "all";
}

/** Whose privileges: a hosting account's, a sub-user's of an account, or an administrator's of the server. */
export const kinds = ["account", "subuser", "admin"] as const;
export type Kind = (typeof kinds)[number];

/** `*` gives everything, `email/*` every page of a category. */
export const covers = coversBy((narrower) => [root, `${narrower.slice(0, narrower.indexOf("/"))}/*`]);

/** Pages differ between servers: any `category/page` can be one. */
export const names: GrantNames = {
  known: [root],
  isName(text) {
    const [category = "", page = "", ...rest] = text.split("/");
    return text === root || (rest.length === 0 && categoryName.test(category) && (page === root || isPage(page)));
  },
};

export function grantsOf(permissions: Permissions): GrantSet {
  if (permissions === "all") return [root];
  return grantSet(
    Object.entries(permissions).flatMap(([category, pages]) =>
      pages === "all" ? [`${category}/*`] : pages.map((page) => `${category}/${page}`),
    ),
  );
}

export function permissionsOf(grants: GrantSet): Permissions {
  if (grants.includes(root)) return "all";
  const categories = new Map<string, "all" | string[]>();
  for (const grant of grants) {
    const slash = grant.indexOf("/");
    const [category, page] = [grant.slice(0, slash), grant.slice(slash + 1)];
    const pages = categories.get(category) ?? [];
    if (page === "*") categories.set(category, "all");
    else if (pages !== "all") categories.set(category, [...pages, page]);
  }
  return Object.fromEntries(categories);
}
