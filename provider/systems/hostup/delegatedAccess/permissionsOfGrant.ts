import { noGrants } from "../../../access/access.js";
import type { GrantSet } from "../../../access/grants.js";
import { understand } from "../../../connections/understand.js";
import { StatusError } from "../../../http/errors.js";
import type { HttpClient } from "../../../http/HttpClient.js";
import { dataOf } from "../envelope.js";
import { accessIn, type Permissions, permissionsSchema, unrecognisedIn } from "../wire.js";

/** What one delegation gives, or why that is not shown. */
export type PermissionsOfGrant =
  | { readonly isShown: true; readonly permissions: Permissions; readonly strange: readonly string[] }
  | { readonly isShown: false; readonly why: string };

/** GET /delegated-access/{grantId}/permissions; a no concerns this delegation alone. */
export async function readPermissions(http: HttpClient, grantId: string, who: string): Promise<PermissionsOfGrant> {
  const operation = `Reading what ${who} may do on the HostUp account`;
  try {
    const path = `/delegated-access/${encodeURIComponent(grantId)}/permissions`;
    const answer = await http.send({ operation, method: "GET", path, repeatable: true });
    const permissions = understand(operation, permissionsSchema, dataOf(http, operation, answer), http.redact);
    return { isShown: true, permissions, strange: unrecognisedIn(permissions) };
  } catch (error) {
    if (!(error instanceof StatusError) || error.isRateLimit || ![403, 404].includes(error.status)) throw error;
    return { isShown: false, why: `HostUp does not show what ${who} may do (it answered ${error.status})` };
  }
}

/** Nothing where it is not shown. */
export function heldIn(may: PermissionsOfGrant): GrantSet {
  return may.isShown ? accessIn(may.permissions).grants : noGrants;
}
