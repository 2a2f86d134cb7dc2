import { z } from "zod";
import { canonicalAddress, foldCase } from "../../../arguments/address.js";
import { isName } from "./schema.js";

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? null);
const clientId = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => (value == null ? null : String(value)));

const common = {
  id: z.string(),
  status: text,
  label: text,
  created_at: text,
  updated_at: text,
  invite_accepted_at: text,
};

/** Only what is named here goes on: `invite_token` stays behind. */
const grantedByMe = z
  .object({
    ...common,
    grantor_client_id: clientId,
    grantee_client_id: clientId,
    grantee_email: text,
    grantee_name: text,
    grantee_company: text,
    invite_email: text,
    invite_expires_at: text,
    revoked_at: text,
  })
  .transform((row) => ({
    id: row.id,
    status: row.status,
    label: row.label,
    grantorClientId: row.grantor_client_id,
    granteeClientId: row.grantee_client_id,
    granteeEmail: row.grantee_email,
    granteeName: row.grantee_name,
    granteeCompany: row.grantee_company,
    inviteEmail: row.invite_email,
    inviteExpiresAt: row.invite_expires_at,
    inviteAcceptedAt: row.invite_accepted_at,
    revokedAt: row.revoked_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }));

const grantedToMe = z
  .object({
    ...common,
    grantor_client_id: clientId,
    grantee_client_id: clientId,
    grantor_name: text,
    grantor_company: text,
  })
  .transform((row) => ({
    id: row.id,
    status: row.status,
    label: row.label,
    grantorClientId: row.grantor_client_id,
    grantorName: row.grantor_name,
    grantorCompany: row.grantor_company,
    granteeClientId: row.grantee_client_id,
    inviteAcceptedAt: row.invite_accepted_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }));

/** `data` of GET /delegated-access. Source: HostUp API reference, delegated access. */
export const delegatedAccessSchema = z.object({ grantedByMe: z.array(grantedByMe), grantedToMe: z.array(grantedToMe) });

export type Delegation = z.output<typeof grantedByMe>;

/**
 * Whether a delegation still gives access, or will when it is accepted. Only words that surely end it count as an end: the
 * vocabulary is not documented, and overlooking somebody is worse than naming one too many.
 */
export function isLive({ status, revokedAt, inviteExpiresAt, inviteAcceptedAt }: Delegation, now: number): boolean {
  if (revokedAt !== null || ["revoked", "expired"].includes(status?.toLowerCase() ?? "")) return false;
  const hasExpired = inviteExpiresAt !== null && Date.parse(inviteExpiresAt) < now;
  return !(hasExpired && inviteAcceptedAt === null && status?.toLowerCase() === "pending");
}

/**
 * Every name that a delegate goes by: addresses in the form in which they are compared, and the client number. Once somebody has accepted, the address that
 * was invited proves nothing: whoever held the link may have accepted it. Who shows neither goes by the delegation's id.
 */
export function namesOf(delegation: Delegation): string[] {
  const { id, granteeEmail, inviteEmail, inviteAcceptedAt, granteeClientId } = delegation;
  const isAccepted = Boolean(granteeEmail || granteeClientId || inviteAcceptedAt);
  const names = [granteeEmail, granteeClientId, isAccepted ? undefined : inviteEmail];
  const sayable = names.flatMap((name) => (name && isName(name) ? [canonicalAddress(name)] : []));
  return sayable.length > 0 ? sayable : [foldCase(id)].filter(isName);
}
