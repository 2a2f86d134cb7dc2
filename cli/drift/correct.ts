import type { Plan } from "../../provider/access/access.js";
import { messageOf } from "../../provider/errors.js";
import { nameIn } from "../report/nameIn.js";
import type { ReportedResource } from "./report.js";
import { keysOf, looked, type Surveyed } from "./survey.js";

/**
 * Why each resource must not be corrected, if so, by its URN. After an update that failed halfway a state may hold two resources of
 * one subject, of which only one is meant: writing the other one back could let somebody in.
 */
export function obstaclesIn(surveyed: readonly Surveyed[]): ReadonlyMap<string, string> {
  const resources = new Map<string, Set<string>>();
  for (const one of surveyed) {
    for (const key of keysOf(one)) resources.set(key, (resources.get(key) ?? new Set()).add(one.stored.urn));
  }
  return new Map(
    surveyed.flatMap((one) => {
      const { urn } = one.stored;
      if (!isToCorrect(one.reported)) return [];
      const sharing = [...new Set(keysOf(one).flatMap((key) => [...(resources.get(key) ?? [])]))];
      const names = sharing.map(nameIn).join(" and ");
      const twice = `Not corrected: ${names} are resources of one subject in the state. Run \`pulumi up\` first.`;
      const obstacle = one.subject?.obstacle() ?? (sharing.length > 1 ? twice : undefined);
      return obstacle === undefined ? [] : [[urn, obstacle]];
    }),
  );
}

const writtenAway =
  "Written, and not verified, because it cannot be read. The next `pulumi up` writes it once more, and notes that it was done.";

/** What drifted, and what has ended where nothing can be read: it is written away once more, whatever is there. */
function isToCorrect({ status, expired = [] }: ReportedResource): boolean {
  return status === "drifted" || (status === "unobservable" && expired.length > 0);
}

/** Shows what {@link corrected} would do, without doing it. */
export function planned(surveyed: Surveyed, obstacle: string | undefined): Surveyed {
  const { reported, plan } = surveyed;
  if (!isToCorrect(reported)) return surveyed;
  const foreseen = plan ?? { grant: [], revoke: reported.expired ?? [] };
  return withReport(surveyed, obstacle === undefined ? { planned: copyOf(foreseen) } : { error: obstacle });
}

/**
 * Takes drift back: live access becomes what was last applied. Only what drifted is touched. The report then shows how it is
 * afterwards, with what was done, or why it could not be.
 */
export async function corrected(surveyed: Surveyed, obstacle: string | undefined): Promise<Surveyed> {
  const { reported, subject, stored } = surveyed;
  if (reported.status === "gone") {
    const error = "It is gone, which --fix does not mend: run `pulumi up --refresh`, or take it out of the program.";
    return withReport(surveyed, { error });
  }
  if (!isToCorrect(reported) || subject === undefined) return surveyed;
  if (obstacle !== undefined) return withReport(surveyed, { error: obstacle });
  try {
    const plan = await subject.correct();
    const after = await looked(stored, subject);
    // The state of what cannot be read says what it said before: only an update changes it.
    const over = after.reported.status === "unobservable" ? { expired: undefined, error: writtenAway } : {};
    return withReport(after, { corrected: copyOf(plan), ...over });
  } catch (error) {
    return withReport(await looked(stored, subject), { error: messageOf(error) });
  }
}

function withReport(surveyed: Surveyed, more: Partial<ReportedResource>): Surveyed {
  return { ...surveyed, reported: { ...surveyed.reported, ...more } };
}

function copyOf({ grant, revoke }: Plan): { grant: string[]; revoke: string[] } {
  return { grant: [...grant], revoke: [...revoke] };
}
