import { union } from "../access/grants.js";
import type { CommonArguments, PermissionRules } from "../contract/PermissionDefinition.js";
import { endedIn } from "./ends.js";
import type { Origin } from "./Ownership.js";
import type { State } from "./state.js";

/** What was there before the first write, when that was, and what became of it. */
export function originOf<Arguments extends CommonArguments>(
  definition: Pick<PermissionRules<Arguments>, "covers" | "afterEnd">,
  state: State<Arguments>,
  now: number,
): Origin {
  const { args, baseline, record } = state;
  const { declared, denied, pending, touched } = record;
  // Who revokes what is not listed has spoken of all that was there.
  const revoked = (args.unlisted ?? "revoke") === "revoke" ? (baseline ?? []) : [];
  return {
    baseline,
    since: record.since ?? record.writtenAt,
    touched: union(touched, declared, denied, pending, revoked),
    // Also what has ended since the last write: whoever goes on with the subject must not give it back.
    ended: endedIn(definition, state, now),
  };
}
