import type { ContactPermissionsArgs, ShopUserRights } from "pulumi-permissions";

/** Rights of a HostUp contact that are on or off. */
export type ContactRight = Exclude<
  keyof ContactPermissionsArgs,
  "contactId" | "services" | "domains" | "dnsZones" | "unlisted" | "onDelete" | "connection"
>;

/** What a kind of work needs, system by system. What a role does not mention, it does not need. */
export interface Role {
  readonly hostup?: { readonly rights?: readonly ContactRight[]; readonly services?: readonly string[] };
  /** Pages by category, of the sub-user that the person has in SPanel. */
  readonly spanel?: Readonly<Record<string, "all" | readonly string[]>>;
  readonly vms?: readonly string[];
  readonly bakeronline?: { readonly shops: readonly number[]; readonly rights: readonly (keyof ShopUserRights)[] };
}

/** All that several roles need together. */
export function combined(roles: readonly Role[]): Role {
  const all = <Item>(items: (role: Role) => readonly Item[] | undefined) => [
    ...new Set(roles.flatMap((role) => items(role) ?? [])),
  ];
  const needs = (system: keyof Role) => roles.some((role) => role[system] !== undefined);
  return {
    ...(needs("hostup") && {
      hostup: { rights: all((role) => role.hostup?.rights), services: all((role) => role.hostup?.services) },
    }),
    ...(needs("spanel") && { spanel: combinedPages(roles) }),
    ...(needs("vms") && { vms: all((role) => role.vms) }),
    ...(needs("bakeronline") && {
      bakeronline: { shops: all((role) => role.bakeronline?.shops), rights: all((role) => role.bakeronline?.rights) },
    }),
  };
}

function combinedPages(roles: readonly Role[]): Readonly<Record<string, "all" | readonly string[]>> {
  const pages: Record<string, "all" | readonly string[]> = {};
  for (const [category, more] of roles.flatMap(({ spanel }) => Object.entries(spanel ?? {}))) {
    const known = pages[category] ?? [];
    pages[category] = known === "all" || more === "all" ? "all" : [...new Set([...known, ...more])];
  }
  return pages;
}
