import type { Context, Notify } from "../../provider/contract/Context.js";
import { messageOf } from "../../provider/errors.js";
import { connectionLists, warnOfMissing } from "./connectionLists.js";
import { corrected, obstaclesIn, planned } from "./correct.js";
import type { Deployment } from "./deployment.js";
import { type Report, summaryOf } from "./report.js";
import { type Limits, requireWithin } from "./requireWithin.js";
import { type Surveyed, survey } from "./survey.js";
import { unmanagedIn } from "./unmanagedIn.js";
import { withoutSecrets } from "./withoutSecrets.js";

export interface DriftOptions {
  /** What to do with drift besides telling it. */
  readonly action: "report" | "plan" | "fix";
  /**
   * Called before the first correction, and only if there is something to correct, with what is going to be done; throws where nothing may
   * be written.
   */
  readonly beforeFix?: (planned: Report) => Promise<void>;
  readonly onProgress?: (done: number) => void;
  /** Where people without a resource are looked for: in the lists in which resources stand (default), or in all that can be shown. */
  readonly scope?: "stack" | "connections";
  /** The limits of the stack's guard, which a correction keeps too. */
  readonly guard?: Limits | undefined;
}

/** Compares a stack's last-applied access with live access, and takes drift back where that is asked for. */
export async function driftReport(deployment: Deployment, context: Context, options: DriftOptions): Promise<Report> {
  const checkedAt = new Date(context.now()).toISOString();
  const found = await survey(deployment.resources, context, options.onProgress);
  const toldOf = (surveyed: readonly Surveyed[], unmanaged: Report["unmanaged"]): Report => {
    const resources = surveyed.map(({ reported }) => reported);
    const { stack } = deployment;
    const report = {
      version: 1,
      stack,
      checkedAt,
      summary: summaryOf(resources, unmanaged),
      resources,
      unmanaged,
    } as const;
    return withoutSecrets(report, deployment);
  };
  const after = await acted(found, options, context.notify, (planned) => toldOf(planned, []));
  const further = options.scope === "connections" ? await connectionLists(context) : [];
  return toldOf(after, await unmanagedIn(after, warnOfMissing(context), further));
}

async function acted(
  found: readonly Surveyed[],
  { action, beforeFix, guard }: DriftOptions,
  notify: Notify,
  toldOf: (planned: readonly Surveyed[]) => Report,
): Promise<readonly Surveyed[]> {
  if (action === "report") return found;
  const obstacles = obstaclesIn(found);
  const obstacleTo = ({ stored }: Surveyed) => obstacles.get(stored.urn);
  const plan = found.map((one) => planned(one, obstacleTo(one)));
  if (action === "plan") {
    try {
      if (guard !== undefined) requireWithin(guard, plan);
    } catch (error) {
      notify("warning", messageOf(error));
    }
    return plan;
  }
  if (plan.some(({ reported }) => reported.planned !== undefined)) {
    if (guard !== undefined) requireWithin(guard, plan);
    await beforeFix?.(toldOf(plan));
  }
  return Promise.all(found.map((one) => corrected(one, obstacleTo(one))));
}

/**
 * Exit status of the command: 0 when nothing that can be read differs, 2 when there is drift, 1 when something could not be read
 * that should have been. Failures come first. With `strict`, what cannot be read counts as a failure and unmanaged people as drift.
 */
export function exitStatus({ summary, resources, unmanaged }: Report, strict: boolean): 0 | 1 | 2 {
  if (summary.failed > 0 || (strict && summary.unobservable > 0)) return 1;
  // Of what cannot be read the state tells that access has ended, and that no update has taken it away.
  const isDue = resources.some(({ status, expired = [] }) => status === "unobservable" && expired.length > 0);
  if (isDue || summary.drifted + summary.gone > 0 || (strict && unmanaged.length > 0)) return 2;
  return 0;
}
