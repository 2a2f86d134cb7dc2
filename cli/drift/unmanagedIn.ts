import type { Member, Roster } from "../../provider/kernel/definition.js";
import type { ReportedResource, Unmanaged } from "./report.js";
import type { Surveyed } from "./survey.js";

interface List {
  /** Identities of which some resource speaks. */
  readonly managed: Set<string>;
  /** The list as each connection shows it: their credentials need not see the same people. */
  readonly views: Map<string, { readonly roster: Roster; readonly reported: ReportedResource }>;
}

/** People with access whom the lists show and of whom no stored resource speaks, in the order of system, scope and name. */
export async function unmanagedIn(surveyed: readonly Surveyed[]): Promise<Unmanaged[]> {
  const lists = new Map<unknown, List>();
  for (const { roster, reported, ids } of surveyed) {
    if (roster === undefined) continue;
    const { managed, views } = lists.get(roster.list) ?? { managed: new Set(), views: new Map() };
    lists.set(roster.list, { managed, views });
    views.set(reported.connection, { roster, reported });
    for (const id of ids) managed.add(id);
  }
  // What could not be read has no roster, but its subject is managed all the same.
  const unread = new Set(
    surveyed.flatMap(({ roster, reported, ids }) => (roster ? [] : ids.map((id) => keyOf(reported, id)))),
  );
  const found = await Promise.all([...lists.values()].map((list) => peopleIn(list, unread)));
  return found.flat().sort(bySystemScopeAndName);
}

async function peopleIn({ managed, views }: List, unread: ReadonlySet<string>): Promise<Unmanaged[]> {
  const people = new Map<string, Unmanaged>();
  for (const { roster, reported } of views.values()) {
    for (const member of await roster.members()) {
      const isKnown = managed.has(member.id) || unread.has(keyOf(reported, member.id)) || people.has(member.id);
      if (!isKnown && member.grants?.length !== 0) people.set(member.id, described(reported, roster, member));
    }
  }
  return [...people.values()];
}

function described({ system, connection }: ReportedResource, { scope }: Roster, { name, grants }: Member): Unmanaged {
  return { system, connection, scope, subject: name, grants: [...(grants ?? [])] };
}

function keyOf({ system, connection }: ReportedResource, id: string): string {
  return JSON.stringify([system, connection, id]);
}

function bySystemScopeAndName(left: Unmanaged, right: Unmanaged): number {
  const key = ({ system, connection, scope, subject }: Unmanaged) => [system, connection, scope, subject].join("\n");
  return key(left) < key(right) ? -1 : 1;
}
