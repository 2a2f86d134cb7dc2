import { type Access, managedAccess, type Plan, planAccess } from "../access/access.js";
import { compareGrants, type GrantSet } from "../access/grants.js";
import type { CommonArguments, PermissionRules } from "../contract/PermissionDefinition.js";
import { declaredAccess, ownedGrants, type State } from "./state.js";

/** How live access differs from what was last applied. */
export interface Drift {
  /** What the subject holds of that which the resource speaks for. */
  readonly held: GrantSet;
  readonly gained: GrantSet;
  readonly lost: GrantSet;
  /** What leads back to what was last applied. */
  readonly plan: Plan;
}

export function driftOf<Arguments extends CommonArguments>(
  { covers }: Pick<PermissionRules<Arguments>, "covers">,
  state: State<Arguments>,
  access: Access,
): Drift {
  const declared = declaredAccess(state);
  const held = managedAccess(declared, access, covers);
  const plan = planAccess(declared, access, ownedGrants(state.record), covers);
  return { held, ...compareGrants(declared.grants, held), plan };
}

/** The arguments as they were last applied; those in the state show what was found last. */
export function appliedArguments<Arguments extends CommonArguments>(
  definition: Pick<PermissionRules<Arguments>, "render">,
  { args, record }: State<Arguments>,
): Arguments {
  return { ...args, ...definition.render(record.declared, args) };
}
