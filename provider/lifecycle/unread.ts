import type { Unobservable } from "../contract/Client.js";
import type { CommonArguments, PermissionRules } from "../contract/PermissionDefinition.js";

/** Why access could not be read, and what will become of it, or what to do: sentences. */
export function whyUnread<Arguments extends CommonArguments>(
  { reassertAfter }: PermissionRules<Arguments>,
  args: Arguments,
  { why, cure }: Unobservable,
  now: number,
  writtenAt: string,
): string {
  const repeated = reassertAfter === undefined ? undefined : repetition(reassertAfter(args), now, writtenAt);
  return [why, cure, repeated].filter((text) => text !== undefined).join(" ");
}

function repetition(after: number | undefined, now: number, writtenAt: string): string {
  if (after === undefined) return "Set reassertAfter to have it written again regularly.";
  const due = Date.parse(writtenAt) + after;
  if (due < now) return "It is due: the next `pulumi up` writes it again.";
  return `The first \`pulumi up\` after ${new Date(due).toISOString().replace(/\.\d+Z$/, "Z")} writes it again.`;
}
