import type * as pulumi from "@pulumi/pulumi";
import { PermissionResource } from "../../pulumi/PermissionResource.js";
import type { ContactPermissionsArgs } from "./ContactPermissions.js";

/** Somebody in `allowed`, with all that they may do. */
export interface AllowedDelegateArgs
  extends Pick<
    ContactPermissionsArgs,
    | "services"
    | "domains"
    | "dnsZones"
    | "canViewInvoices"
    | "canReceiveInvoices"
    | "canOpenTickets"
    | "canViewTickets"
    | "canReceiveTicketEmails"
    | "canCloseTickets"
    | "accessAllVps"
    | "accessAllHosting"
    | "accessAllDomains"
    | "canPlaceOrders"
    | "canRequestEpp"
  > {
  /** E-mail address, client number or id of a delegation. */
  name: pulumi.Input<string>;
}

/** Arguments of {@link DelegatedAccess}. */
export interface DelegatedAccessArgs {
  /**
   * Everybody who may act on the account, by e-mail address (in upper or lower case) or client number; `[]` for nobody. A
   * delegation that shows neither goes by its id. A name alone leaves open what they may do; with the access that is meant, anything
   * else is drift.
   */
  allowed: pulumi.Input<pulumi.Input<string | AllowedDelegateArgs>[]>;
  /** What happens when somebody else has access: `"fail"` (default) ends `up` with an error, `"warn"` only reports. */
  onUnexpected?: pulumi.Input<"fail" | "warn"> | undefined;
  /** Name of the connection. Default: `"default"`. A change replaces the resource. */
  connection?: pulumi.Input<string> | undefined;
}

/** Somebody in `allowed`, as the resource shows them: lists with something in them, and switches that are on. */
export type AllowedDelegate = pulumi.Unwrap<AllowedDelegateArgs>;

/**
 * Watches **the complete list** of people who may act on the HostUp account. It changes nothing: the API shows
 * delegations, but which of its routes revokes one is not proven, so none is called.
 *
 * One per account; a second one in the same program is an error.
 *
 * ```ts
 * new DelegatedAccess("partners", {
 *   allowed: ["partner@example.com", { name: "audit@example.com", canViewInvoices: true }],
 * });
 * ```
 *
 * - **Id**: `delegated-access`.
 * - **Create and update** fail while somebody who is not in `allowed` has access, pending invitations included, or may do more than
 *   `allowed` says; the error names each one with status, label, since when and with what. Revoked and expired delegations do not count.
 *   Somebody in `allowed` without access is reported.
 * - **Refresh** shows a stranger as gained and a vanished delegate as lost, and of those who are allowed with their access each
 *   permission. Where HostUp does not show that, nothing is called in sync.
 * - **Destroy** touches nothing.
 * - **Errors**: `UnexpectedAccessError`, `SystemRefusedError`, `UnexpectedAnswerError`, `StatusError` (such as a key without the right
 *   scope), `ConfigurationError` (no API key).
 * - **Configuration**: `hostup:apiKey` or `HOSTUP_API_KEY`; `hostup:url` (default `https://cloud.hostup.se/api`).
 * - Invite tokens never get as far as state, output or errors.
 *
 * Source: HostUp API reference, GET /delegated-access and GET /delegated-access/\{grantId\}/permissions.
 */
export class DelegatedAccess extends PermissionResource {
  /** Everybody who may act on the account; after a refresh, everybody who does. */
  declare readonly allowed: pulumi.Output<(string | AllowedDelegate)[]>;
  declare readonly onUnexpected: pulumi.Output<"fail" | "warn">;
  declare readonly connection: pulumi.Output<string>;
  /** Who had access when the resource was created, as grants such as `delegate:partner@example.com`; null if that was with `PULUMI_SKIP_CHECKPOINTS`. */
  declare readonly baseline: pulumi.Output<string[] | null>;

  constructor(name: string, args: DelegatedAccessArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      { system: "hostup", name: "DelegatedAccess" },
      name,
      { ...args },
      ["onUnexpected", "connection", "baseline"],
      opts,
    );
  }
}
