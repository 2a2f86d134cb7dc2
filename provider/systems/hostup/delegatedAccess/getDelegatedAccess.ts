import * as pulumi from "@pulumi/pulumi";
import type { ConfigSource } from "../../../contract/Context.js";

/** What a delegate may do. */
export interface DelegatedPermissions {
  /** Ids of the services with access, also by a wide switch. */
  readonly services: string[];
  /** Ids of the domains with access, also by a wide switch. */
  readonly domains: string[];
  /** Ids of the DNS zones with access. */
  readonly dnsZones: string[];
  /** The switches that are on, such as `canViewInvoices`; also those that this release does not know. */
  readonly switches: string[];
}

/** A delegation that this account has given. Dates are ISO 8601 strings. */
export interface DelegationGiven {
  /** Identifier of the delegation. */
  readonly id: string;
  /** Such as `active`; the vendor documents no list of words. */
  readonly status: string | null;
  /** What the account's owner has called it. */
  readonly label: string | null;
  /** Client number of this account. */
  readonly grantorClientId: string | null;
  /** Client number of who may act; null until somebody has accepted. */
  readonly granteeClientId: string | null;
  /** Address of who may act. */
  readonly granteeEmail: string | null;
  /** Name of who may act. */
  readonly granteeName: string | null;
  /** Company of who may act. */
  readonly granteeCompany: string | null;
  /** The address that was invited; whoever holds the link can accept with another one. */
  readonly inviteEmail: string | null;
  /** Until when the invitation can be accepted. */
  readonly inviteExpiresAt: string | null;
  /** When it was accepted; null while it is pending. */
  readonly inviteAcceptedAt: string | null;
  /** When it was revoked; null while it holds. */
  readonly revokedAt: string | null;
  /** When it was made. */
  readonly createdAt: string | null;
  /** When it was changed last. */
  readonly updatedAt: string | null;
  /** What it gives; null where it has ended, or where HostUp does not show that. */
  readonly permissions: DelegatedPermissions | null;
}

/** A delegation that another account has given to this one. */
export interface DelegationReceived {
  /** Identifier of the delegation. */
  readonly id: string;
  /** Such as `active`; the vendor documents no list of words. */
  readonly status: string | null;
  /** What the other account's owner has called it. */
  readonly label: string | null;
  /** Client number of the account that may be acted on. */
  readonly grantorClientId: string | null;
  /** Name of who has given it. */
  readonly grantorName: string | null;
  /** Company of who has given it. */
  readonly grantorCompany: string | null;
  /** Client number of this account. */
  readonly granteeClientId: string | null;
  /** When it was accepted; null while it is pending. */
  readonly inviteAcceptedAt: string | null;
  /** When it was made. */
  readonly createdAt: string | null;
  /** When it was changed last. */
  readonly updatedAt: string | null;
}

/** Who may act on whose HostUp account. Invite tokens are left out. */
export interface GetDelegatedAccessResult {
  /** Who may act on this account. */
  readonly grantedByMe: DelegationGiven[];
  /** On whose accounts this one may act. */
  readonly grantedToMe: DelegationReceived[];
}

/** Arguments of {@link getDelegatedAccess}. */
export interface GetDelegatedAccessArgs {
  /** Name of the connection. Default: `"default"`. */
  readonly connection?: string | undefined;
}

/**
 * Reads who may act on the HostUp account and what each of them may do, and on whose accounts this one may act. One request, and one for each
 * delegation that this account has given and that holds; at preview too.
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
  const [{ hostup }, { readDelegations }] = await Promise.all([
    import("../connection.js"),
    import("./readDelegations.js"),
  ]);
  return readDelegations(hostup.connect(connection, configOfRun()));
}

/** {@link getDelegatedAccess} for a connection whose name is an output. */
export function getDelegatedAccessOutput(
  args: { readonly connection?: pulumi.Input<string> | undefined } = {},
): pulumi.Output<GetDelegatedAccessResult> {
  return pulumi.output(args).apply((known) => getDelegatedAccess(known));
}

/** By the stack of a run: connections belong to their configuration, and one process may run many programs. */
const configs = new WeakMap<object, ConfigSource>();

function configOfRun(): ConfigSource {
  const run = pulumi.runtime.getStackResource();
  // Outside of a run nothing says how long a configuration holds.
  if (run === undefined) return stackConfig();
  const config = configs.get(run) ?? stackConfig();
  configs.set(run, config);
  return config;
}

function stackConfig(): ConfigSource {
  return (key) => {
    const [system = "", name = ""] = key.split(":");
    return new pulumi.Config(system).get(name);
  };
}
