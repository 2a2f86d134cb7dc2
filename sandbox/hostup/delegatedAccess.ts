import type { EmulatedServer } from "../EmulatedServer.js";
import { failure, shown as permissions, success } from "./contactPermissions.js";
import type { Delegate, Grantor, HostupAccount } from "./HostupAccount.js";

/** GET /delegated-access and what one delegate may do. The other routes of the vendor's pages mix several meanings, so that none is emulated. */
export function delegatedAccessRoutes(api: EmulatedServer, account: HostupAccount): void {
  api.route("GET", "/api/delegated-access", () =>
    success({ grantedByMe: account.delegates.map(shown), grantedToMe: account.received.map(shownReceived) }),
  );
  api.route("GET", "/api/delegated-access/:grantId/permissions", ({ params }) => {
    if (account.delegatePermissions === "forbidden") return failure(403, "FORBIDDEN", "Missing scope");
    const index = account.delegates.findIndex((_delegate, place) => idAt(place) === params.grantId);
    const delegate = account.delegates[index];
    if (delegate === undefined || account.delegatePermissions === "missing") {
      return failure(404, "NOT_FOUND", "Grant not found");
    }
    const grant = { id: idAt(index), granteeClientId: delegate.clientId, label: delegate.label };
    return success({ grant, ...permissions(account, delegate.access, true) });
  });
}

const ownClientId = "29999";

function idAt(index: number): string {
  return `4bd8f064-56d1-b5f5-67f1-${String(index).padStart(12, "0")}`;
}

function shown(delegate: Delegate, index: number): object {
  const isAccepted = delegate.status !== "pending";
  return {
    id: idAt(index),
    grantor_client_id: ownClientId,
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

function shownReceived({ clientId, name, company, status, label, createdAt }: Grantor, index: number): object {
  return {
    id: `a750c736-fc8d-a03c-07a9-${String(index).padStart(12, "0")}`,
    grantor_client_id: clientId,
    grantor_name: name,
    grantor_company: company,
    grantee_client_id: ownClientId,
    invite_accepted_at: createdAt,
    status,
    label,
    created_at: createdAt,
    updated_at: createdAt,
  };
}
