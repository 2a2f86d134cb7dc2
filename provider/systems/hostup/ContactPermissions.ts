import type * as pulumi from "@pulumi/pulumi";
import type { EndingArgs } from "../../pulumi/EndingArgs.js";
import { PermissionResource } from "../../pulumi/PermissionResource.js";
import { allFlags, lists } from "./vocabulary.js";

/** Arguments of {@link ContactPermissions}. */
export interface ContactPermissionsArgs extends EndingArgs {
  /** Number of the contact, from 1. A change replaces the resource. */
  contactId: pulumi.Input<number>;
  /** Ids of the services (VPS, web hosting) with access, in any order. Default: none. */
  services?: pulumi.Input<pulumi.Input<string>[]> | undefined;
  /** Ids of the domains with access, in any order. Default: none. */
  domains?: pulumi.Input<pulumi.Input<string>[]> | undefined;
  /** Ids of the DNS zones with access, in any order. Default: none. */
  dnsZones?: pulumi.Input<pulumi.Input<string>[]> | undefined;
  /** May see invoices. Default: false. */
  canViewInvoices?: pulumi.Input<boolean> | undefined;
  /** Is sent invoices. Default: false. */
  canReceiveInvoices?: pulumi.Input<boolean> | undefined;
  /** May open support tickets. Default: false. */
  canOpenTickets?: pulumi.Input<boolean> | undefined;
  /** May read support tickets. Default: false. */
  canViewTickets?: pulumi.Input<boolean> | undefined;
  /** Is sent mail about support tickets. Default: false. */
  canReceiveTicketEmails?: pulumi.Input<boolean> | undefined;
  /** May close support tickets. Default: false. */
  canCloseTickets?: pulumi.Input<boolean> | undefined;
  /** May use every VPS of the account, also later ones. Default: false. */
  accessAllVps?: pulumi.Input<boolean> | undefined;
  /** May use every web hosting service of the account, also later ones. Default: false. */
  accessAllHosting?: pulumi.Input<boolean> | undefined;
  /** May use every domain of the account, also later ones. DNS zones are listed on their own. Default: false. */
  accessAllDomains?: pulumi.Input<boolean> | undefined;
  /** May place orders. Default: false. */
  canPlaceOrders?: pulumi.Input<boolean> | undefined;
  /**
   * May fetch the transfer codes of domains, with which a domain can be taken away. Not every answer of HostUp has this switch: it is
   * compared only where it is shown, and a write sends it only then, or where it is `true` here.
   */
  canRequestEpp?: pulumi.Input<boolean> | undefined;
  /**
   * What happens to access that is not mentioned above. `"revoke"` (default) makes this resource the whole truth about the
   * contact; `"keep"` touches only what is listed, and a switch that is `false` is still revoked.
   */
  unlisted?: pulumi.Input<"revoke" | "keep"> | undefined;
  /**
   * What destroy leaves behind: `"revoke"` (default) takes everything that the resource speaks for, `"restore"` writes the
   * `baseline` back, `"keep"` changes nothing.
   */
  onDelete?: pulumi.Input<"revoke" | "restore" | "keep"> | undefined;
  /** Name of the connection. Default: `"default"`. A change replaces the resource. */
  connection?: pulumi.Input<string> | undefined;
}

/**
 * Owns **the complete set** of one HostUp contact's permissions: services, domains, DNS zones and ten switches.
 *
 * Do not combine it with a second ContactPermissions for the same contact, nor with clicks in the dashboard that are meant
 * to last: the API writes all thirteen fields at once, and the next `pulumi up --refresh` puts back what the program says.
 * (With `unlisted: "keep"` clicks on what the program does not mention do last.)
 *
 * ```ts
 * new ContactPermissions("anna", {
 *   contactId: 14059,
 *   services: ["14101"],
 *   canViewInvoices: true,
 * });
 * ```
 *
 * - **Id**: the contact's number, such as `14059`.
 * - **Create** takes over what is there: it reads, writes only if something differs, and remembers what it found as `baseline`.
 * - **Destroy** revokes, restores or keeps, as `onDelete` says. It never deletes the contact; a contact that is gone is fine.
 * - **End**: `until` takes grants away on their last day; the next `up` after it does so.
 * - **Errors**: `SubjectNotFoundError` (no such contact), `NotConvergedError` (HostUp said yes and did something else),
 *   `SystemRefusedError`, `UnexpectedAnswerError`, `StatusError` (such as a key without the right scope), `ConfigurationError` (no API key).
 * - **Configuration**: `hostup:apiKey` or `HOSTUP_API_KEY`; `hostup:url` (default `https://cloud.hostup.se/api`).
 *
 * Source: HostUp API reference, GET and POST /contacts/\{contactId\}/permissions.
 */
export class ContactPermissions extends PermissionResource {
  declare readonly contactId: pulumi.Output<number>;
  declare readonly services: pulumi.Output<string[]>;
  declare readonly domains: pulumi.Output<string[]>;
  declare readonly dnsZones: pulumi.Output<string[]>;
  /** May see invoices. This and the other nine: undefined under `unlisted: "keep"` where the program does not mention it. */
  declare readonly canViewInvoices: pulumi.Output<boolean | undefined>;
  declare readonly canReceiveInvoices: pulumi.Output<boolean | undefined>;
  declare readonly canOpenTickets: pulumi.Output<boolean | undefined>;
  declare readonly canViewTickets: pulumi.Output<boolean | undefined>;
  declare readonly canReceiveTicketEmails: pulumi.Output<boolean | undefined>;
  declare readonly canCloseTickets: pulumi.Output<boolean | undefined>;
  declare readonly accessAllVps: pulumi.Output<boolean | undefined>;
  declare readonly accessAllHosting: pulumi.Output<boolean | undefined>;
  declare readonly accessAllDomains: pulumi.Output<boolean | undefined>;
  declare readonly canPlaceOrders: pulumi.Output<boolean | undefined>;
  /** May fetch the transfer codes of domains; undefined where neither the program nor HostUp mentions it. */
  declare readonly canRequestEpp: pulumi.Output<boolean | undefined>;
  declare readonly unlisted: pulumi.Output<"revoke" | "keep">;
  declare readonly onDelete: pulumi.Output<"revoke" | "restore" | "keep">;
  declare readonly until: pulumi.Output<string | { [grant: string]: string } | undefined>;
  declare readonly timeZone: pulumi.Output<string | undefined>;
  declare readonly connection: pulumi.Output<string>;
  /**
   * Grants that were there before the first write, sorted, such as `["canViewInvoices", "service:14101"]`; null where the resource
   * was created with `PULUMI_SKIP_CHECKPOINTS` set.
   */
  declare readonly baseline: pulumi.Output<string[] | null>;

  constructor(name: string, args: ContactPermissionsArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      { system: "hostup", name: "ContactPermissions" },
      name,
      { ...args },
      [
        ...lists.map(({ property }) => property),
        ...allFlags,
        "unlisted",
        "onDelete",
        "until",
        "timeZone",
        "connection",
        "baseline",
      ],
      opts,
    );
  }
}
