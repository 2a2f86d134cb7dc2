import * as pulumi from "@pulumi/pulumi";

/** A delegation that this account has given. Dates are ISO 8601 strings. */
export interface DelegationGiven {
  readonly id: string;
  /** Such as `active`; the vendor documents no list of words. */
  readonly status: string | null;
  readonly label: string | null;
  readonly grantorClientId: string | null;
  readonly granteeClientId: string | null;
  readonly granteeEmail: string | null;
  readonly granteeName: string | null;
  readonly granteeCompany: string | null;
  readonly inviteEmail: string | null;
  readonly inviteExpiresAt: string | null;
  readonly inviteAcceptedAt: string | null;
  readonly revokedAt: string | null;
  readonly createdAt: string | null;
  readonly updatedAt: string | null;
}

/** A delegation that another account has given to this one. */
export interface DelegationReceived {
  readonly id: string;
  readonly status: string | null;
  readonly label: string | null;
  readonly grantorClientId: string | null;
  readonly grantorName: string | null;
  readonly grantorCompany: string | null;
  readonly granteeClientId: string | null;
  readonly inviteAcceptedAt: string | null;
  readonly createdAt: string | null;
  readonly updatedAt: string | null;
}

/** Who may act on whose HostUp account. Invite tokens are left out. */
export interface GetDelegatedAccessResult {
  readonly grantedByMe: DelegationGiven[];
  readonly grantedToMe: DelegationReceived[];
}

/** Arguments of {@link getDelegatedAccess}. */
export interface GetDelegatedAccessArgs {
  /** Name of the connection. Default: `"default"`. */
  readonly connection?: string | undefined;
}

/**
 * Reads who may act on the whole HostUp account, and on whose accounts this one may act: one request, at preview too.
 *
 * ```ts
 * const { grantedByMe } = await getDelegatedAccess();
 * ```
 *
 * Credentials come from the stack configuration or the environment, as for the resources.
 *
 * @throws ConfigurationError, StatusError and the other errors of a call
 */
export async function getDelegatedAccess({
  connection = "default",
}: GetDelegatedAccessArgs = {}): Promise<GetDelegatedAccessResult> {
  // Loaded only when it is needed: a program that declares resources needs neither zod nor got.
  const [{ hostup }, { readDelegatedAccess }] = await Promise.all([
    import("./connection.js"),
    import("./delegatedAccess/client.js"),
  ]);
  const { grantedByMe, grantedToMe } = await readDelegatedAccess(hostup.connect(connection, stackConfig));
  return { grantedByMe, grantedToMe };
}

/** {@link getDelegatedAccess} for a connection whose name is an output. */
export function getDelegatedAccessOutput(
  args: { readonly connection?: pulumi.Input<string> | undefined } = {},
): pulumi.Output<GetDelegatedAccessResult> {
  return pulumi.output(args).apply((known) => getDelegatedAccess(known));
}

function stackConfig(key: string): string | undefined {
  const [system = "", name = ""] = key.split(":");
  return new pulumi.Config(system).get(name);
}
