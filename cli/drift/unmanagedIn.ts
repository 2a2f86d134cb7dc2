import type { Member } from "../../provider/contract/Client.js";
import { messageOf } from "../../provider/errors.js";
import { systemTitle } from "../report/words.js";
import type { ConnectionList, TellMissing } from "./connectionLists.js";
import type { Unmanaged } from "./report.js";
import { keyOf, keysOf, type Surveyed } from "./survey.js";

/**
 * People with access whom the lists show and of whom no stored resource speaks, in the order of system, scope and name. A list that
 * cannot be read again is told and left out: the rest of the report is true all the same.
 *
 * @param further lists in which perhaps no resource stands
 */
export async function unmanagedIn(
  surveyed: readonly Surveyed[],
  tell: TellMissing,
  further: readonly ConnectionList[] = [],
): Promise<Unmanaged[]> {
  // What could not be read has no roster, but its subject is managed all the same.
  const managed = new Set(surveyed.flatMap(keysOf));
  // A list as each connection shows it: their credentials need not see the same people. A resource's own comes first: it knows who is allowed.
  const lists = new Map<unknown, Map<string, ConnectionList>>();
  const own = surveyed.flatMap(({ roster, reported: { system, connection }, address }) =>
    roster === undefined ? [] : [{ system, connection, address, roster }],
  );
  for (const list of [...own, ...further]) {
    const views = lists.get(list.roster.list) ?? new Map<string, ConnectionList>();
    lists.set(list.roster.list, views);
    if (!views.has(list.connection)) views.set(list.connection, list);
  }
  const found = await Promise.all(
    [...lists.values()].map(async (views) => {
      const people = new Map<string, Unmanaged>();
      for (const view of views.values()) {
        for (const member of await membersOf(view, tell)) {
          // Of a state that cannot be read, only the connection is known.
          const { system, connection, address } = view;
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

async function membersOf({ roster, system }: ConnectionList, tell: TellMissing): Promise<readonly Member[]> {
  try {
    return await roster.members();
  } catch (error) {
    tell(system, `Who else has access in ${systemTitle(system)} ${roster.scope} is not known: ${messageOf(error)}`);
    return [];
  }
}

function described({ roster, system, connection }: ConnectionList, { name, grants }: Member): Unmanaged {
  return { system, connection, scope: roster.scope, subject: name, grants: [...(grants ?? [])] };
}

function bySystemScopeAndName(left: Unmanaged, right: Unmanaged): number {
  const key = ({ system, connection, scope, subject }: Unmanaged) => [system, connection, scope, subject].join("\n");
  return key(left) < key(right) ? -1 : 1;
}
