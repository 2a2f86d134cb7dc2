import type { FastifyInstance } from "fastify";
import { success } from "./contactPermissions.js";
import type { Delegate, HostupAccount } from "./HostupAccount.js";

/** GET /delegated-access. The other routes of the vendor's pages mix several meanings, so that none is emulated. */
export function delegatedAccessRoutes(api: FastifyInstance, account: HostupAccount): void {
  api.get("/api/delegated-access", async () => success({ grantedByMe: account.delegates.map(shown), grantedToMe: [] }));
}

function shown(delegate: Delegate, index: number): object {
  const isAccepted = delegate.status !== "pending";
  return {
    id: `4bd8f064-56d1-b5f5-67f1-${String(index).padStart(12, "0")}`,
    grantor_client_id: "29999",
    grantee_client_id: isAccepted ? delegate.clientId : null,
    grantee_email: isAccepted ? delegate.email : null,
    grantee_name: "Anna Svensson",
    grantee_company: null,
    invite_email: delegate.invitedEmail ?? (isAccepted ? null : delegate.email),
    invite_token: delegate.inviteToken,
    invite_expires_at: delegate.inviteExpiresAt,
    invite_accepted_at: isAccepted ? delegate.createdAt : null,
    revoked_at: delegate.revokedAt,
    status: delegate.status,
    label: delegate.label,
    created_at: delegate.createdAt,
    updated_at: delegate.createdAt,
  };
}
