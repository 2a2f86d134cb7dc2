import type { Plan } from "../../provider/kernel/access.js";
import type { ReportedResource } from "./report.js";
import { type Surveyed, surveyOne, withoutSecrets } from "./survey.js";

/** Shows what {@link corrected} would do, without doing it. */
export function planned(surveyed: Surveyed): Surveyed {
  const { reported, plan, inspector } = surveyed;
  if (reported.status !== "drifted" || plan === undefined) return surveyed;
  const obstacle = inspector?.obstacle(surveyed.stored.outputs);
  return withReport(surveyed, obstacle === undefined ? { planned: copyOf(plan) } : { error: obstacle });
}

/**
 * Takes drift back: live access becomes what was last applied. Only what drifted is touched. The report then shows how it is
 * afterwards, with what was done, or why it could not be.
 */
export async function corrected(surveyed: Surveyed): Promise<Surveyed> {
  const { reported, inspector, stored } = surveyed;
  if (reported.status === "gone") {
    const error = "It is gone, which --fix does not mend: run `pulumi up --refresh`, or take it out of the program.";
    return withReport(surveyed, { error });
  }
  if (reported.status !== "drifted" || inspector === undefined) return surveyed;
  try {
    const plan = await inspector.correct(stored.outputs);
    return withReport(await surveyOne(stored, inspector), { corrected: copyOf(plan) });
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    return withReport(await surveyOne(stored, inspector), { error: words });
  }
}

function withReport(surveyed: Surveyed, more: Partial<ReportedResource>): Surveyed {
  return { ...surveyed, reported: withoutSecrets({ ...surveyed.reported, ...more }, surveyed.stored.secrets) };
}

function copyOf({ grant, revoke }: Plan): { grant: string[]; revoke: string[] } {
  return { grant: [...grant], revoke: [...revoke] };
}
