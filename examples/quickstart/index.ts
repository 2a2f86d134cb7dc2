import {
  AccessGuard,
  ContactPermissions,
  DelegatedAccess,
  ShopUserPermissions,
  SpanelUserPrivileges,
  VmsUserPermissions,
} from "pulumi-permissions";

// Anna runs one server and sees the invoices; whatever else she had before goes.
const anna = new ContactPermissions("anna", {
  contactId: 14059,
  services: ["14101"],
  canViewInvoices: true,
  canOpenTickets: true,
});

// The editor of the shop's site: all about mail, and redirects. Destroy gives back what was there before.
new SpanelUserPrivileges("editor", {
  kind: "subuser",
  accountUser: "shop",
  username: "editor",
  permissions: { email: "all", domain: ["redirects"] },
  onDelete: "restore",
});

// The guard at the gate looks at recordings, and takes none home. Camera events end by themselves: by a day far off, so that this example
// stays right.
new VmsUserPermissions("guard", {
  login: "guard@example.com",
  permissions: ["archives-show", "camera-events-index"],
  until: { "camera-events-index": "2099-12-31" },
});

// The baker writes the newsletters of two shops.
new ShopUserPermissions("baker", {
  companyId: 15,
  email: "baker@example.com",
  shopIds: [11, 19],
  permissions: { newsletters: true },
});

// Nobody but the partner may act on the HostUp account. This one only watches.
new DelegatedAccess("partners", { allowed: ["partner@example.com"] });

// Made last: a program that has gone empty, or takes everything from many people at once, is stopped before it does.
new AccessGuard("access-guard");

export const annaHadBefore = anna.baseline;
