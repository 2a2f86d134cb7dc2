import type { Member, Roster } from "../../provider/contract/Client.js";
import type { Notify } from "../../provider/contract/Context.js";
import { messageOf } from "../../provider/errors.js";
import type { ReportedResource, Unmanaged } from "./report.js";
import { keyOf, keysOf, type Surveyed } from "./survey.js";

interface View {
  readonly roster: Roster;
  readonly reported: ReportedResource;
}

/**
 * People with access whom the lists show and of whom no stored resource speaks, in the order of system, scope and name. A list that
 * cannot be read again is told and left out: the rest of the report is true all the same.
 */
export async function unmanagedIn(surveyed: readonly Surveyed[], notify: Notify): Promise<Unmanaged[]> {
  // What could not be read has no roster, but its subject is managed all the same.
  const managed = new Set(surveyed.flatMap(keysOf));
  // A list as each connection shows it: their credentials need not see the same people.
  const lists = new Map<unknown, { readonly address: string; readonly views: Map<string, View> }>();
  for (const { roster, reported, address } of surveyed) {
    if (roster === undefined) continue;
    const list = lists.get(roster.list) ?? { address, views: new Map<string, View>() };
    lists.set(roster.list, list);
    list.views.set(reported.connection, { roster, reported });
  }
  const found = await Promise.all(
    [...lists.values()].map(async ({ address, views }) => {
      const people = new Map<string, Unmanaged>();
      for (const view of views.values()) {
        for (const member of await membersOf(view, notify)) {
          // Of a state that cannot be read, only the connection is known.
          const { system, connection } = view.reported;
          const places = [address, `connection ${connection}`];
          const isManaged = places.some((place) => managed.has(keyOf(system, place, member.id)));
          if (isManaged || people.has(member.id) || member.grants?.length === 0) continue;
          people.set(member.id, described(view, member));
        }
      }
      return [...people.values()];
    }),
  );
  return found.flat().sort(bySystemScopeAndName);
}

async function membersOf({ roster, reported }: View, notify: Notify): Promise<readonly Member[]> {
  try {
    return await roster.members();
  } catch (error) {
    const words = messageOf(error);
    notify("warning", `Who else has access in ${reported.system} ${roster.scope} is not known: ${words}`);
    return [];
  }
}

function described({ roster, reported }: View, { name, grants }: Member): Unmanaged {
  const { system, connection } = reported;
  return { system, connection, scope: roster.scope, subject: name, grants: [...(grants ?? [])] };
}

function bySystemScopeAndName(left: Unmanaged, right: Unmanaged): number {
  const key = ({ system, connection, scope, subject }: Unmanaged) => [system, connection, scope, subject].join("\n");
  return key(left) < key(right) ? -1 : 1;
}
