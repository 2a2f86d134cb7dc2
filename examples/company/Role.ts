import type { ContactPermissionsArgs, ShopUserRights } from "pulumi-permissions";

/** Rights of a HostUp contact that are on or off. */
export type ContactRight = Exclude<
  keyof ContactPermissionsArgs,
  "contactId" | "services" | "domains" | "dnsZones" | "unlisted" | "onDelete" | "until" | "timeZone" | "connection"
>;

/** What a kind of work needs, system by system. What a role does not mention, it does not need. */
export interface Role {
  readonly hostup?: { readonly rights?: readonly ContactRight[]; readonly services?: readonly string[] };
  /** Pages by category, of the sub-user that the person has in SPanel. */
  readonly spanel?: Readonly<Record<string, "all" | readonly string[]>>;
  readonly vms?: readonly string[];
  readonly bakeronline?: { readonly shops: readonly number[]; readonly rights: readonly (keyof ShopUserRights)[] };
}

/** A role that somebody has for a time: the last day counts whole. */
export interface Temporary {
  readonly role: Role;
  readonly lastDay: string;
}

export const isTemporary = (given: Role | Temporary): given is Temporary => "lastDay" in given;

/** When the grants of a role end, by the names that messages have for them. What another role gives for longer ends with that one. */
export function endsOf(
  given: readonly (Role | Temporary)[],
  grantsOf: (role: Role) => readonly string[],
): Record<string, string> {
  const forEver = new Set(given.flatMap((one) => (isTemporary(one) ? [] : grantsOf(one))));
  const ends: Record<string, string> = {};
  for (const { role, lastDay } of given.filter(isTemporary)) {
    for (const grant of grantsOf(role)) {
      const known = ends[grant];
      if (!forEver.has(grant) && (known === undefined || known < lastDay)) ends[grant] = lastDay;
    }
  }
  return ends;
}

/** The grants of a role in each system, named as messages name them. */
export const grantsIn = {
  hostup: ({ hostup }: Role) => [...(hostup?.rights ?? []), ...(hostup?.services ?? []).map((id) => `service:${id}`)],
  spanel: ({ spanel }: Role) =>
    Object.entries(spanel ?? {}).flatMap(([category, pages]) =>
      pages === "all" ? [`${category}/*`] : pages.map((page) => `${category}/${page}`),
    ),
  vms: ({ vms }: Role) => vms ?? [],
  bakeronline: ({ bakeronline }: Role) => [
    ...(bakeronline?.rights ?? []),
    ...(bakeronline?.shops ?? []).map((shop) => `shop:${shop}`),
  ],
};

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
