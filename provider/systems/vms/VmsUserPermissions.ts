import type * as pulumi from "@pulumi/pulumi";
import type { EndingArgs } from "../../pulumi/EndingArgs.js";
import { PermissionResource } from "../../pulumi/PermissionResource.js";

/** Arguments of {@link VmsUserPermissions}. */
export interface VmsUserPermissionsArgs extends EndingArgs {
  /** The user's login, exactly as the VMS has it. A change replaces the resource. */
  login: pulumi.Input<string>;
  /** Names of the permissions that the user has, in any order. May be empty: none. */
  permissions: pulumi.Input<pulumi.Input<string>[]>;
  /** Names that the user must not have; with `unlisted: "keep"` the only ones that are taken away. Default: none. */
  denied?: pulumi.Input<pulumi.Input<string>[]> | undefined;
  /**
   * Every permission name that this install knows; names outside it are refused. Default: the names that the vendor documents, and
   * others pass with a warning. Where the VMS cannot be read, `unlisted: "revoke"` detaches what is in it and not in `permissions`.
   */
  catalogue?: pulumi.Input<pulumi.Input<string>[]> | undefined;
  /** `"revoke"` (default): other permissions are detached. `"keep"`: only what is listed is attached, and `denied` detached. */
  unlisted?: pulumi.Input<"revoke" | "keep"> | undefined;
  /** What destroy leaves behind: `"revoke"` (default) detaches, `"restore"` writes the `baseline` back, `"keep"` changes nothing. */
  onDelete?: pulumi.Input<"revoke" | "restore" | "keep"> | undefined;
  /** Such as `"24h"`: without admin credentials nothing can be read, so write again at the first `up` after this time. Default: never. */
  reassertAfter?: pulumi.Input<string> | undefined;
  /** Name of the connection. Default: `"default"`. A change replaces the resource. */
  connection?: pulumi.Input<string> | undefined;
}

/**
 * Owns **the complete set** of one aipix VMS user's permission names.
 *
 * Do not combine it with a second VmsUserPermissions for the same login, nor with changes by a billing system that attaches
 * and detaches names of the same user.
 *
 * ```ts
 * new VmsUserPermissions("guard", {
 *   login: "test@mail.com",
 *   permissions: ["archives-show", "archives-download"],
 * });
 * ```
 *
 * - **Id**: the login.
 * - **Reading** needs an administrator: with `vms:adminLogin` and `vms:adminPassword` users are listed, drift is seen, writes
 *   are verified and a `baseline` is kept. Without them the Billing API shows nothing: state is what was written last.
 * - **Create** takes over what is there: with an administrator it writes only if something differs. Without one it always writes,
 *   and the `baseline` is null.
 * - **Destroy** detaches, restores or keeps, as `onDelete` says. It never deletes or blocks the user.
 * - **End**: `until` takes grants away on their last day; the next `up` after it does so.
 * - **Errors**: `SubjectNotFoundError` (no such login), `AmbiguousSubjectError` (several users have it), `SystemRefusedError` (every
 *   message of every field, with the permission's name), `NotConvergedError`, `UnexpectedAnswerError`, `StatusError`,
 *   `ConfigurationError` (no url), `CertificateError` (prints the fingerprint seen).
 * - **Configuration**: `vms:url` (the host's root), `vms:token` where the install wants one, `vms:adminLogin` and
 *   `vms:adminPassword`, `vms:adminSeesEverybody`, `vms:fingerprint` or `vms:caFile`.
 *
 * Source: aipix VMS Billing API, PATCH /api/v1/billing/user/manage.
 */
export class VmsUserPermissions extends PermissionResource {
  declare readonly login: pulumi.Output<string>;
  declare readonly permissions: pulumi.Output<string[]>;
  declare readonly denied: pulumi.Output<string[]>;
  declare readonly catalogue: pulumi.Output<string[] | undefined>;
  declare readonly unlisted: pulumi.Output<"revoke" | "keep">;
  declare readonly onDelete: pulumi.Output<"revoke" | "restore" | "keep">;
  declare readonly reassertAfter: pulumi.Output<string | undefined>;
  declare readonly until: pulumi.Output<string | { [grant: string]: string } | undefined>;
  declare readonly timeZone: pulumi.Output<string | undefined>;
  declare readonly connection: pulumi.Output<string>;
  /** Names found before the first write, sorted; null without admin credentials, or if created with `PULUMI_SKIP_CHECKPOINTS`. */
  declare readonly baseline: pulumi.Output<string[] | null>;

  constructor(name: string, args: VmsUserPermissionsArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      { system: "vms", name: "VmsUserPermissions" },
      name,
      { ...args },
      ["denied", "catalogue", "unlisted", "onDelete", "until", "timeZone", "reassertAfter", "connection", "baseline"],
      opts,
    );
  }
}
