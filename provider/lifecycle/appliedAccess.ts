import type { GrantSet } from "../access/grants.js";
import type { Properties } from "../arguments/arguments.js";
import type { CommonArguments, PermissionRules } from "../contract/PermissionDefinition.js";
import { appliedArguments } from "./drift.js";
import { declaredAccess, parseState } from "./state.js";

/** What a stored resource says of its subject, without asking anybody. */
export interface AppliedAccess {
  readonly connection: string;
  /** The subject in words. */
  readonly subject: string;
  /** What the arguments call it, such as a login and a number. */
  readonly names: readonly string[];
  /** What was last applied. */
  readonly grants: GrantSet;
  /** Whether access that the program does not mention stays, so that there may be more. */
  readonly keepsOthers: boolean;
  /** False after a write that failed: what was applied was perhaps never there. */
  readonly isVerified: boolean;
  readonly writtenAt: string;
}

/** @throws StateError */
export function appliedAccess<Arguments extends CommonArguments>(
  definition: PermissionRules<Arguments>,
  outputs: Properties,
): AppliedAccess {
  const state = parseState(definition, outputs);
  const args = appliedArguments(definition, state);
  const { grants, unlisted } = declaredAccess(state);
  const { verified, writtenAt } = state.record;
  const identity = definition.identity.filter((key) => key !== "connection").map((key): unknown => args[key]);
  return {
    connection: args.connection,
    subject: definition.subject(args),
    names: identity.flatMap((value) => (value === undefined ? [] : [String(value)])),
    grants,
    keepsOthers: unlisted === "keep",
    isVerified: verified,
    writtenAt,
  };
}
