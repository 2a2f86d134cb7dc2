import type { GrantSet } from "../access/grants.js";
import type { CommonArguments, PermissionRules } from "../contract/PermissionDefinition.js";
import type { State } from "./state.js";

type Restoring<Arguments extends CommonArguments> = Pick<PermissionRules<Arguments>, "restore">;

/** What a destroy with "restore" writes; null where that is not known. */
export function restoredAccess<Arguments extends CommonArguments>(
  definition: Restoring<Arguments>,
  { args, baseline }: Pick<State<Arguments>, "args" | "baseline">,
): GrantSet | null {
  return definition.restore ? definition.restore(args, baseline) : baseline;
}

/** The same; null also where a destroy would refuse. */
export function restorable<Arguments extends CommonArguments>(
  definition: Restoring<Arguments>,
  state: Pick<State<Arguments>, "args" | "baseline">,
): GrantSet | null {
  try {
    return restoredAccess(definition, state);
  } catch {
    return null;
  }
}
