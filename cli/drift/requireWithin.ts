import type { Limits as GuardLimits } from "../../provider/guard/judgeLosses.js";
import { exceeds } from "../../provider/lifecycle/LossBrake.js";
import { firstOf } from "../../provider/lifecycle/words.js";
import { personWords } from "../report/words.js";
import { UsageError } from "../UsageError.js";
import type { Surveyed } from "./survey.js";

export type Limits = Pick<GuardLimits, "maxPeople" | "maxShare" | "keep">;

/** How many people a message names. */
const atMost = 20;

/**
 * A correction may not take everything from more people than the stack's guard lets a program do. Whoever is declared with nothing, and was
 * given something by hand, counts too.
 *
 * @throws UsageError
 */
export function requireWithin({ maxPeople, maxShare, keep }: Limits, planned: readonly Surveyed[]): void {
  const holding = planned.filter(({ reported }) => (reported.held ?? []).length > 0);
  const losers = holding.filter(({ reported: { held = [], planned: plan, expired = [] } }) => {
    if (plan === undefined || plan.grant.length > 0) return false;
    // What ends by itself was agreed on when its end was written.
    if (held.every((grant) => expired.includes(grant))) return false;
    return held.every((grant) => plan.revoke.includes(grant));
  });
  const kept = losers.filter(({ reported }) => keep.includes(reported.subject));
  if (kept.length === 0 && !exceeds(losers.length, holding.length, { maxPeople, maxShare })) return;
  const names = (kept.length > 0 ? kept : losers).map(({ reported }) => personWords(reported));
  const who = firstOf(names, atMost);
  const what = kept.length > 0 ? `keeps ${who}` : `lets ${maxPeople} people, or ${maxShare} of them, lose everything`;
  throw new UsageError(
    `Nothing was corrected: the stack's AccessGuard ${what}, and --fix would take everything from ${who}. ` +
      "If that is meant, raise the guard's limits in the program, run `pulumi up`, and correct then.",
  );
}
