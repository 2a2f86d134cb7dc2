import { type Access, givenBy, givesAnyOf, managedAccess, type Plan, planAccess, sameGrant } from "../access/access.js";
import { compareGrants, type GrantSet, without } from "../access/grants.js";
import type { CommonArguments, PermissionRules } from "../contract/PermissionDefinition.js";
import { declaredAt } from "./ends.js";
import { ownedGrants, type State } from "./state.js";

/** How live access differs from what was last applied. */
export interface Drift {
  /** What the subject holds of that which the resource speaks for. */
  readonly held: GrantSet;
  /** What it has besides, in its own right, and the resource leaves alone. */
  readonly others: GrantSet;
  readonly gained: GrantSet;
  readonly lost: GrantSet;
  /** Those of `gained` whose end has come, or that give or are part of what has ended. */
  readonly expired: GrantSet;
  /** What leads back to what was last applied. */
  readonly plan: Plan;
}

export function driftOf<Arguments extends CommonArguments>(
  definition: Pick<PermissionRules<Arguments>, "covers" | "afterEnd">,
  state: State<Arguments>,
  access: Access,
  now: number,
): Drift {
  const { covers = sameGrant } = definition;
  const declared = declaredAt(definition, state, now);
  const { ended = [] } = declared;
  const held = managedAccess(declared, access, covers);
  const plan = planAccess(declared, access, ownedGrants(state.record), covers);
  const { gained, lost } = compareGrants(declared.grants, held);
  const [isEnded, givesEnded] = [givenBy(ended, covers), givesAnyOf(ended, covers)];
  const expired = gained.filter((grant) => isEnded(grant) || givesEnded(grant));
  const others = without(without(access.grants, access.implied), held);
  return { held, others, gained, lost, expired, plan };
}

/** The arguments as they were last applied; those in the state show what was found last. */
export function appliedArguments<Arguments extends CommonArguments>(
  definition: Pick<PermissionRules<Arguments>, "render">,
  { args, record }: State<Arguments>,
): Arguments {
  return { ...args, ...definition.render(record.declared, args) };
}
