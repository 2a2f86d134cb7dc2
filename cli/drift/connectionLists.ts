import type { Roster } from "../../provider/contract/Client.js";
import type { Context } from "../../provider/contract/Context.js";
import { messageOf } from "../../provider/errors.js";
import { resourceKinds } from "../../provider/systems/resourceKinds.js";

/** A list of people, as one connection shows it. */
export interface ConnectionList {
  readonly system: string;
  readonly connection: string;
  readonly address: string;
  readonly roster: Roster;
}

/** Says whose people are not known, and why. */
export type TellMissing = (system: string, why: string) => void;

/** For a report whose reader has to look after it: a warning. */
export function warnOfMissing({ notify }: Pick<Context, "notify">): TellMissing {
  return (_system, why) => notify("warning", why);
}

/**
 * Every list that the configured connections can show, whether a resource stands in it or not: whoever has left the program, and kept
 * access, is seen nowhere else. What cannot be listed is told and left out.
 *
 * @param isMeant which systems are asked
 */
export async function connectionLists(
  context: Context,
  tell: TellMissing = warnOfMissing(context),
  isMeant: (system: string) => boolean = () => true,
): Promise<readonly ConnectionList[]> {
  const kinds = [...resourceKinds.values()].filter(({ system }) => isMeant(system.name));
  const asked = kinds.flatMap(({ system, rosters }) =>
    system.connections(context.config).map(async (connection) => {
      try {
        const { address, rosters: lists } = await rosters(connection, context);
        return lists.map((roster) => ({ system: system.name, connection, address, roster }));
      } catch (error) {
        const where = connection === "default" ? system.title : `${system.title}, connection ${connection}`;
        tell(system.name, `Who else has access in ${where} is not known: ${messageOf(error)}`);
        return [];
      }
    }),
  );
  return (await Promise.all(asked)).flat();
}
