import * as pulumi from "@pulumi/pulumi";
import { AccessGuard, ContactPermissions, DelegatedAccess, getDelegatedAccessOutput } from "pulumi-permissions";

// Bookkeeping sees invoices and nothing else. What somebody clicks besides that is taken back by `pulumi up --refresh`.
const bookkeeping = new ContactPermissions("bookkeeping", {
  contactId: 14059,
  canViewInvoices: true,
  canReceiveInvoices: true,
});

// The agency works on one server and one domain. The rest of its access is managed by hand, except that it never orders
// anything; when this program is destroyed, what it changed goes back to how it was.
const agency = new ContactPermissions("agency", {
  contactId: 14060,
  services: ["14101"],
  domains: ["21266"],
  canOpenTickets: true,
  canPlaceOrders: false,
  unlisted: "keep",
  onDelete: "restore",
});

/** What the two had before this program took over. */
export const before = pulumi.all({ bookkeeping: bookkeeping.baseline, agency: agency.baseline });

// Nobody else may act on the account; an invitation that nobody agreed on fails the next `pulumi up --refresh`.
new DelegatedAccess("partners", { allowed: ["partner@example.com"] });

/** Accounts that this one may act on. */
export const customers = getDelegatedAccessOutput().grantedToMe.apply((rows) =>
  rows.map(({ grantorName }) => grantorName),
);

// Made last: a program that has gone empty, or takes everything from many people at once, is stopped before it does.
new AccessGuard("access-guard");
