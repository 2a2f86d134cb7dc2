import { givenBy, givesAnyOf, sameGrant } from "../access/access.js";
import type { Grant, GrantSet } from "../access/grants.js";
import type { CommonArguments, PermissionRules } from "../contract/PermissionDefinition.js";
import { UnsafeChangeError } from "../errors.js";
import type { State } from "./state.js";

type Restoring<Arguments extends CommonArguments> = Pick<
  PermissionRules<Arguments>,
  "restore" | "subject" | "covers" | "afterEnd" | "givesToo"
>;
type Remembered<Arguments> = Pick<State<Arguments>, "args" | "baseline"> & {
  /** What has ended: it is never given back. */
  readonly ended?: GrantSet;
};

/**
 * What a destroy with "restore" writes; null where that is not known.
 *
 * @throws UnsafeChangeError where writing it would be dangerous
 */
export function restoredAccess<Arguments extends CommonArguments>(
  definition: Restoring<Arguments>,
  { args, baseline, ended = [] }: Remembered<Arguments>,
): GrantSet | null {
  const restored = definition.restore ? definition.restore(args, baseline) : baseline;
  // What a program names to be restored was judged with its ends, when they were written.
  if (restored === null || restored !== baseline || ended.length === 0) return restored;
  const { covers = sameGrant, afterEnd, givesToo } = definition;
  const [isEnded, givesEnded] = [givenBy(ended, covers), givesAnyOf(ended, covers)];
  const mayGive = (grant: Grant) => ended.some((over) => givesToo?.(grant, over, restored) !== undefined);
  const left = restored.filter((grant) => !isEnded(grant) && !givesEnded(grant) && !mayGive(grant));
  if (left.length > 0 || restored.length === 0 || afterEnd === undefined) return left;
  const kept = afterEnd.grants(args);
  if (kept !== undefined) return kept;
  throw new UnsafeChangeError(
    `Restoring ${definition.subject(args)}`,
    `what it had before has ended, and ${afterEnd.why}. Set ${afterEnd.property}, or onDelete "keep", and run \`pulumi up\` before destroy`,
  );
}

/** The same; null also where a destroy would refuse. */
export function restorable<Arguments extends CommonArguments>(
  definition: Restoring<Arguments>,
  state: Remembered<Arguments>,
): GrantSet | null {
  try {
    return restoredAccess(definition, state);
  } catch {
    return null;
  }
}

/** Whether what is restored is what was there before the first write, and nothing that the program names. */
export function restoresBaseline<Arguments extends CommonArguments>(
  { restore }: Pick<PermissionRules<Arguments>, "restore">,
  { args, baseline }: Pick<State<Arguments>, "args" | "baseline">,
): boolean {
  return restore === undefined || restore(args, baseline) === baseline;
}
