import { rightKeys } from "./bakeronline/BakerOnline.js";
import { switchNames } from "./hostup/HostupAccount.js";
import type { Sandbox } from "./index.js";
import type { Pages } from "./spanel/SpanelServer.js";

/** Somebody who lives in the sandbox. What is granted and revoked here, no client has asked for: it is what a click by hand does. */
export interface Resident {
  readonly system: string;
  /** As the id of a resource has it. */
  readonly name: string;
  grants(): readonly string[];
  /** Every grant that there can be. */
  readonly possible: readonly string[];
  grant(grant: string): void;
  revoke(grant: string): void;
}

/** Everybody who lives there now. */
export function residentsOf(sandbox: Sandbox): readonly Resident[] {
  return [...contacts(sandbox), ...privileged(sandbox), ...viewers(sandbox), ...bakers(sandbox)];
}

function contacts({ hostup: { account } }: Sandbox): Resident[] {
  const ids = (prefix: string, items: readonly { readonly id: string }[]) => items.map(({ id }) => `${prefix}:${id}`);
  const possible = [
    ...switchNames,
    ...ids("service", account.services),
    ...ids("domain", account.domains),
    ...ids("dnsZone", account.dnsZones),
  ];
  return [...account.contacts.keys()].map((contactId) => ({
    system: "hostup",
    name: String(contactId),
    grants: () => account.grantsOf(contactId),
    possible,
    grant: (grant) => account.grant(contactId, grant),
    revoke: (grant) => account.revoke(contactId, grant),
  }));
}

function privileged({ spanel: { server } }: Sandbox): Resident[] {
  const resident = (
    name: string,
    catalogue: Readonly<Record<string, readonly string[]>>,
    get: () => Pages,
    set: (pages: Pages) => void,
  ): Resident => {
    const pagesIn = (category: string) => (catalogue[category] ?? []).map((page) => `${category}/${page}`);
    const single = Object.keys(catalogue).flatMap(pagesIn);
    // What is wide is taken apart, so that a part of it can go.
    const apart = (pages: Pages) =>
      server
        .grantsOf(pages)
        .flatMap((grant) => (grant === "*" ? single : grant.endsWith("/*") ? pagesIn(grant.slice(0, -2)) : [grant]));
    const isWithin = (page: string, grant: string) =>
      grant === "*" || grant === page || (grant.endsWith("/*") && page.startsWith(grant.slice(0, -1)));
    return {
      system: "spanel",
      name,
      grants: () => server.grantsOf(get()),
      possible: ["*", ...Object.keys(catalogue).map((category) => `${category}/*`), ...single],
      grant: (grant) => set(grant === "*" ? "all" : pagesOf([...server.grantsOf(get()), grant])),
      revoke: (grant) => {
        if (server.grantsOf(get()).includes(grant)) {
          set(pagesOf(server.grantsOf(get()).filter((one) => one !== grant)));
        } else set(pagesOf(apart(get()).filter((page) => !isWithin(page, grant))));
      },
    };
  };
  const accounts = [...server.accounts].flatMap(([user, account]) => [
    resident(
      `account/${user}`,
      server.catalogue,
      () => account.pages,
      (pages) => {
        account.pages = pages;
      },
    ),
    ...[...account.subusers.keys()].map((name) =>
      resident(
        `subuser/${user}/${name}`,
        server.catalogue,
        () => account.subusers.get(name) ?? {},
        (pages) => account.subusers.set(name, pages),
      ),
    ),
  ]);
  const admins = [...server.admins.keys()].map((name) =>
    resident(
      `admin/${name}`,
      server.adminCatalogue,
      () => server.admins.get(name) ?? {},
      (pages) => server.admins.set(name, pages),
    ),
  );
  return [...accounts, ...admins];
}

function pagesOf(grants: readonly string[]): Pages {
  if (grants.includes("*")) return "all";
  const pages: Record<string, "all" | string[]> = {};
  for (const grant of grants) {
    const [category = "", page = ""] = grant.split("/");
    const others = pages[category] ?? [];
    if (page === "*" || others === "all") pages[category] = "all";
    else if (!others.includes(page)) pages[category] = [...others, page];
  }
  return pages;
}

function viewers({ vms: { install } }: Sandbox): Resident[] {
  return [...install.users].map(([login, { permissions }]) => ({
    system: "vms",
    name: login,
    grants: () => install.grantsOf(login),
    possible: [...install.known],
    grant: (name) => void permissions.add(name),
    revoke: (name) => void permissions.delete(name),
  }));
}

function bakers({ bakeronline: { bakery } }: Sandbox): Resident[] {
  const rights = rightKeys.map((key) => key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()));
  return [...bakery.companies].flatMap(([company, entries]) =>
    [...entries.values()].map((entry) => ({
      system: "bakeronline",
      name: `${company}/${entry.user.email}`,
      grants: () => bakery.grantsOf(entry),
      possible: [...rights, "shop:11", "shop:12", "shop:19"],
      grant: (grant: string) => bakery.grant(entry, grant),
      revoke: (grant: string) => bakery.revoke(entry, grant),
    })),
  );
}
