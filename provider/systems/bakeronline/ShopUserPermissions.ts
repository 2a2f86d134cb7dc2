import type * as pulumi from "@pulumi/pulumi";
import type { EndingArgs } from "../../pulumi/EndingArgs.js";
import { PermissionResource } from "../../pulumi/PermissionResource.js";

/** The eleven rights of a company user. What is left out is false, or with `unlisted: "keep"` not touched. */
export interface ShopUserRights {
  /** May change the company's details. */
  companyInfo?: pulumi.Input<boolean> | undefined;
  /** May change holidays. */
  holidays?: pulumi.Input<boolean> | undefined;
  /** May send newsletters. */
  newsletters?: pulumi.Input<boolean> | undefined;
  /** May change translations. */
  translations?: pulumi.Input<boolean> | undefined;
  /** May change who may do what: the right to give rights. */
  permissions?: pulumi.Input<boolean> | undefined;
  /** May change e-mail settings. */
  emailSettings?: pulumi.Input<boolean> | undefined;
  /** May change products. */
  products?: pulumi.Input<boolean> | undefined;
  /** May change the shops' details. */
  shopInfo?: pulumi.Input<boolean> | undefined;
  /** May change the settings of the checkout. */
  checkoutSettings?: pulumi.Input<boolean> | undefined;
  /** May change opening and pick-up times. */
  timeSettings?: pulumi.Input<boolean> | undefined;
  /** May change discounts. */
  discounts?: pulumi.Input<boolean> | undefined;
}

/** Arguments of {@link ShopUserPermissions}. */
export interface ShopUserPermissionsArgs extends EndingArgs {
  /** Number of the company. A change replaces the resource. */
  companyId: pulumi.Input<number>;
  /** The user's e-mail address, in upper or lower case; an entry is made where there is none. Either this or `userPermissionId`. */
  email?: pulumi.Input<string> | undefined;
  /** Number of the user's permission entry. Either this or `email`. A change of either replaces the resource. */
  userPermissionId?: pulumi.Input<number> | undefined;
  /** Numbers of the shops, in any order. Default: none, which is refused together with any right. */
  shopIds?: pulumi.Input<pulumi.Input<number>[]> | undefined;
  /** The rights, by name. Default: none. */
  permissions?: pulumi.Input<ShopUserRights> | undefined;
  /** `"revoke"` (default): what is not mentioned is taken away. `"keep"`: only what is mentioned is touched; `false` still revokes. */
  unlisted?: pulumi.Input<"revoke" | "keep"> | undefined;
  /** What destroy leaves behind: `"revoke"` (default) no right and no shop, `"restore"` the `baseline`, `"keep"` everything. */
  onDelete?: pulumi.Input<"revoke" | "restore" | "keep"> | undefined;
  /** Name of the connection. Default: `"default"`. A change replaces the resource. */
  connection?: pulumi.Input<string> | undefined;
}

/**
 * Owns **the complete entry** of one user in one BakerOnline company: which shops, and which of eleven rights.
 *
 * Do not combine it with a second ShopUserPermissions for the same user, also not one by e-mail and one by number: the API
 * writes the whole entry at once.
 *
 * ```ts
 * new ShopUserPermissions("baker", {
 *   companyId: 15,
 *   email: "baker@example.com",
 *   shopIds: [11, 19],
 *   permissions: { newsletters: true, emailSettings: true },
 * });
 * ```
 *
 * - **Id**: company and entry, such as `15/17`.
 * - **Create** finds the user by e-mail in the company's list and adds them where they have no entry; it never adds them twice.
 * - **Destroy** sets every right to false and then the shops to none, or restores or keeps. The API has no call that removes an
 *   entry, so the user stays listed in the company.
 * - **End**: `until` takes grants away on their last day; the next `up` after it does so.
 * - **Errors**: `AmbiguousSubjectError` (several entries with one address), `SubjectNotFoundError` (no such number),
 *   `DuplicateSubjectError` (one user by e-mail and by number), `UnsafeChangeError` (rights without a shop), `NotConvergedError`,
 *   `UnexpectedAnswerError`, `StatusError`, `ConfigurationError` (no token), `UsedUpTokenError` (no refresh token is good any more).
 * - **Configuration**: `bakeronline:accessToken`, or `refreshToken` (or `tokenFile`); the command
 *   `pulumi-permissions login bakeronline` makes them.
 *
 * Source: BakerOnline API 1.9.0, PATCH /company/companies/\{id\}/permissions/users/\{user_permission_id\}.
 */
export class ShopUserPermissions extends PermissionResource {
  declare readonly companyId: pulumi.Output<number>;
  /** The user's e-mail address, in small letters. */
  declare readonly email: pulumi.Output<string | undefined>;
  declare readonly userPermissionId: pulumi.Output<number | undefined>;
  declare readonly shopIds: pulumi.Output<number[]>;
  declare readonly permissions: pulumi.Output<{ [right in keyof ShopUserRights]?: boolean }>;
  declare readonly unlisted: pulumi.Output<"revoke" | "keep">;
  declare readonly onDelete: pulumi.Output<"revoke" | "restore" | "keep">;
  declare readonly until: pulumi.Output<string | { [grant: string]: string } | undefined>;
  declare readonly timeZone: pulumi.Output<string | undefined>;
  declare readonly connection: pulumi.Output<string>;
  /** Grants found before the first write, sorted, such as `["newsletters", "shop:11"]`; null if created with `PULUMI_SKIP_CHECKPOINTS`. */
  declare readonly baseline: pulumi.Output<string[] | null>;

  constructor(name: string, args: ShopUserPermissionsArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      {
        system: "bakeronline",
        name: "ShopUserPermissions",
      },
      name,
      args,
      ["shopIds", "permissions", "unlisted", "onDelete", "until", "timeZone", "connection", "baseline"],
      opts,
    );
  }
}
