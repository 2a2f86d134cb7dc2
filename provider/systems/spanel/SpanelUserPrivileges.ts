import type * as pulumi from "@pulumi/pulumi";
import type { EndingArgs } from "../../pulumi/EndingArgs.js";
import { PermissionResource } from "../../pulumi/PermissionResource.js";

/** Pages by category, such as `{ email: "all", domain: ["redirects"] }`, or `"all"`: full root access. */
export type SpanelPermissions = pulumi.Input<
  "all" | { [category: string]: pulumi.Input<"all" | pulumi.Input<string>[]> }
>;

/** Arguments of {@link SpanelUserPrivileges}. */
export interface SpanelUserPrivilegesArgs extends EndingArgs {
  /** Name of the account, sub-user or administrator. A change replaces the resource. */
  username: pulumi.Input<string>;
  /**
   * Whose privileges: `"account"` (default) of a hosting account, `"subuser"` of a user below one, `"admin"` of an administrator of
   * the server. A change replaces the resource.
   */
  kind?: pulumi.Input<"account" | "subuser" | "admin"> | undefined;
  /** The account that a sub-user belongs to; required with kind `"subuser"`, refused otherwise. A change replaces the resource. */
  accountUser?: pulumi.Input<string> | undefined;
  /**
   * The whole set of pages. Never empty: SPanel reads an empty set, an empty category and a missing set as full root access, so
   * they are refused before any request. Full root is written only for the word `"all"`.
   */
  permissions: SpanelPermissions;
  /** `"revoke"` (default), or `"keep"`: leave pages that are not listed alone. `"keep"` is refused for accounts, which cannot be read. */
  unlisted?: pulumi.Input<"revoke" | "keep"> | undefined;
  /**
   * What destroy leaves behind: `"keep"` (default) everything as it is, `"restore"` writes `restoreTo`, or the `baseline`.
   * `"revoke"` is refused: taking everything would be an empty set, which means root.
   */
  onDelete?: pulumi.Input<"restore" | "keep"> | undefined;
  /**
   * What `onDelete: "restore"` writes, and what stays once everything has ended by `until`. Required for both in accounts, and wherever
   * `until` would leave nothing; also the only way to have full root access restored.
   */
  restoreTo?: SpanelPermissions | undefined;
  /** Such as `"24h"`: accounts cannot be read, so write them again at the first `up` after this time. Default: never. */
  reassertAfter?: pulumi.Input<string> | undefined;
  /** Name of the connection: one for each server. Default: `"default"`. A change replaces the resource. */
  connection?: pulumi.Input<string> | undefined;
}

/**
 * Owns **the complete set** of pages that one SPanel user may open: a hosting account's, a sub-user's or an administrator's.
 *
 * Do not combine it with a second SpanelUserPrivileges for the same user, nor with packages that set privileges: whether
 * changing an account's package rewrites them is not documented.
 *
 * ```ts
 * new SpanelUserPrivileges("shop-site", {
 *   username: "spanelio_testuser",
 *   permissions: { email: "all", domain: ["domains", "redirects"] },
 *   reassertAfter: "24h",
 * });
 * ```
 *
 * - **Id**: `account/<name>`, `subuser/<account>/<name>` or `admin/<name>`.
 * - **Reading**: sub-users and administrators are read from their lists, one request for all. SPanel has no call that shows
 *   an account's privileges, so drift of accounts is not seen; `reassertAfter` makes them self-correcting.
 * - **Create** takes over what is there: it writes only if something differs, and remembers what it found as `baseline`. An account,
 *   which cannot be read, is always written, and its `baseline` is null.
 * - **Names** of categories and pages are compared with the server's own list before a write.
 * - **Destroy** keeps or restores, as `onDelete` says. It never deletes or terminates anything.
 * - **End**: `until` takes grants away on their last day, and `restoreTo` says what stays where nothing else would; the next `up` after it does so.
 * - **Errors**: `UnsafeChangeError` (the write would have meant root), `ArgumentsError` (unknown names), `SubjectNotFoundError`,
 *   `NotConvergedError` (SPanel said yes and did something else), `SystemRefusedError`, `UnexpectedAnswerError`, `StatusError`,
 *   `ConfigurationError` (no url or token), `CertificateError` (prints the fingerprint seen), `RedirectRefusedError`.
 * - **Configuration**: `spanel:url` (whole address of api.php), `spanel:token`, `spanel:editAction`, `spanel:fingerprint` or `spanel:caFile`.
 *
 * Source: SPanel API functions, accounts/editprivileges, user/editsubuserprivileges, admin/updateadminpermissions.
 */
export class SpanelUserPrivileges extends PermissionResource {
  declare readonly username: pulumi.Output<string>;
  declare readonly kind: pulumi.Output<"account" | "subuser" | "admin">;
  declare readonly accountUser: pulumi.Output<string | undefined>;
  declare readonly permissions: pulumi.Output<"all" | { [category: string]: "all" | string[] }>;
  declare readonly unlisted: pulumi.Output<"revoke" | "keep">;
  declare readonly onDelete: pulumi.Output<"restore" | "keep">;
  declare readonly restoreTo: pulumi.Output<"all" | { [category: string]: "all" | string[] } | undefined>;
  declare readonly reassertAfter: pulumi.Output<string | undefined>;
  declare readonly until: pulumi.Output<string | { [grant: string]: string } | undefined>;
  declare readonly timeZone: pulumi.Output<string | undefined>;
  declare readonly connection: pulumi.Output<string>;
  /** Grants found before the first write, sorted, such as `["domain/redirects", "email/*"]`; null for accounts, or if created with `PULUMI_SKIP_CHECKPOINTS`. */
  declare readonly baseline: pulumi.Output<string[] | null>;

  constructor(name: string, args: SpanelUserPrivilegesArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      {
        system: "spanel",
        name: "SpanelUserPrivileges",
      },
      name,
      { ...args },
      [
        "kind",
        "accountUser",
        "unlisted",
        "onDelete",
        "until",
        "timeZone",
        "restoreTo",
        "reassertAfter",
        "connection",
        "baseline",
      ],
      opts,
    );
  }
}
