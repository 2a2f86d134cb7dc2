import type { PermissionDefinition } from "../../../contract/PermissionDefinition.js";
import { UnexpectedAccessError } from "../../../errors.js";
import { hostup } from "../connection.js";
import { type Delegate, delegatedAccessClient } from "./client.js";
import { type Arguments, desired, render, schema } from "./schema.js";

const where = "in the HostUp dashboard, on the page /teams (the API has no proven call for it)";

/** All that is to be known of delegated access. */
export const definition: PermissionDefinition<Arguments, readonly Delegate[]> = {
  kind: "DelegatedAccess",
  schema,
  identity: ["connection"],
  subject: () => "HostUp delegated access",
  absentCure: "",
  desired,
  render,
  watch({ onUnexpected }, { grant, revoke }, { detail }, notify) {
    if (grant.length > 0)
      notify(
        "warning",
        `HostUp delegated access: allowed, but without access: ${grant.join(", ")}. Invite them ${where}.`,
      );
    if (revoke.length === 0) return;
    const strangers = detail
      .filter(({ names }) => names.some((name) => revoke.includes(`delegate:${name}`)))
      .map(described);
    const message = `HostUp delegated access: somebody who is not in allowed may act on the whole account: ${strangers.join("; ")}. Revoke it ${where}, or add them to allowed.`;
    if (onUnexpected === "fail") throw new UnexpectedAccessError(message);
    notify("warning", message);
  },
  connect: (connection, config) => delegatedAccessClient(hostup.connect(connection, config), connection),
};

function described({ names, delegation }: Delegate): string {
  const { status, label, inviteAcceptedAt, createdAt } = delegation;
  const since = inviteAcceptedAt ?? createdAt;
  const facts = [status ?? "status unknown", ...(label ? [`"${label}"`] : []), ...(since ? [`since ${since}`] : [])];
  return `${names.join(", ")} (${facts.join(", ")})`;
}
