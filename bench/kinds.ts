import {
  ContactPermissions,
  type ContactPermissionsArgs,
  ShopUserPermissions,
  type ShopUserPermissionsArgs,
  SpanelUserPrivileges,
  type SpanelUserPrivilegesArgs,
  VmsUserPermissions,
  type VmsUserPermissionsArgs,
} from "pulumi-permissions";
import type { Kind } from "./Kind.js";

const email = (index: number) => `user${index}@example.com`;
const companyId = 15;
const owner = "owner";

const contactPermissionsArgs = (index: number): ContactPermissionsArgs => ({
  contactId: index + 1,
  services: ["14101"],
  canViewInvoices: true,
  canOpenTickets: true,
});

const contactPermissions: Kind = {
  path: "hostup/ContactPermissions",
  setUp: ({ hostup }, count) => {
    for (let index = 0; index < count; index++) hostup.account.addContact(index + 1, ["canViewTickets"]);
  },
  args: (index) => ({ ...contactPermissionsArgs(index) }),
  declare: (name, index) => new ContactPermissions(name, contactPermissionsArgs(index)),
  drift: ({ hostup }, index) => hostup.account.revoke(index + 1, "canViewInvoices"),
  isAsDeclared: ({ hostup }, index) =>
    hostup.account.grantsOf(index + 1).join() === "canOpenTickets,canViewInvoices,service:14101",
  fewestReads: (count) => count,
};

const spanelUserPrivilegesArgs = (index: number): SpanelUserPrivilegesArgs => ({
  kind: "subuser",
  accountUser: owner,
  username: `user${index}`,
  permissions: { email: "all", domain: ["domains", "redirects"] },
});

const spanelUserPrivileges: Kind = {
  path: "spanel/SpanelUserPrivileges",
  setUp: ({ spanel }, count) => {
    const { subusers } = spanel.server.addAccount(owner);
    for (let index = 0; index < count; index++) subusers.set(`user${index}`, { file: ["backups"] });
  },
  args: (index) => ({ ...spanelUserPrivilegesArgs(index) }),
  declare: (name, index) => new SpanelUserPrivileges(name, spanelUserPrivilegesArgs(index)),
  drift: ({ spanel }, index) => void spanel.server.accounts.get(owner)?.subusers.set(`user${index}`, { email: "all" }),
  isAsDeclared: ({ spanel: { server } }, index) =>
    server.grantsOf(server.accounts.get(owner)?.subusers.get(`user${index}`)).join() ===
    "domain/domains,domain/redirects,email/*",
  fewestReads: () => 1,
};

const vmsUserPermissionsArgs = (index: number): VmsUserPermissionsArgs => ({
  login: email(index),
  // Sorted, as the hand-written provider stores what it reads: another order would be a change to it.
  permissions: ["archives-download", "archives-show"],
});

const vmsUserPermissions: Kind = {
  path: "vms/VmsUserPermissions",
  setUp: ({ vms }, count) => {
    for (let index = 0; index < count; index++) vms.install.addUser(email(index), ["marks-index"]);
  },
  args: (index) => ({ ...vmsUserPermissionsArgs(index) }),
  declare: (name, index) => new VmsUserPermissions(name, vmsUserPermissionsArgs(index)),
  drift: ({ vms }, index) => void vms.install.users.get(email(index))?.permissions.delete("archives-show"),
  isAsDeclared: ({ vms }, index) => vms.install.grantsOf(email(index)).join() === "archives-download,archives-show",
  // A hundred users on a page, and the log-in.
  fewestReads: (count) => Math.ceil(count / 100) + 1,
};

const shopUserPermissionsArgs = (index: number): ShopUserPermissionsArgs => ({
  companyId,
  email: email(index),
  shopIds: [11, 19],
  permissions: { newsletters: true, emailSettings: true },
});

const shopUserPermissions: Kind = {
  path: "bakeronline/ShopUserPermissions",
  setUp: ({ bakeronline }, count) => {
    for (let index = 0; index < count; index++) bakeronline.bakery.addUser(companyId, email(index), ["discounts"]);
  },
  args: (index) => ({ ...shopUserPermissionsArgs(index) }),
  declare: (name, index) => new ShopUserPermissions(name, shopUserPermissionsArgs(index)),
  drift: ({ bakeronline: { bakery } }, index) => {
    const entry = bakery.entry(companyId, email(index));
    if (entry) bakery.revoke(entry, "newsletters");
  },
  isAsDeclared: ({ bakeronline: { bakery } }, index) =>
    bakery.grantsOf(bakery.entry(companyId, email(index))).join() === "emailSettings,newsletters,shop:11,shop:19",
  fewestReads: () => 1,
};

export const kinds: readonly Kind[] = [
  contactPermissions,
  spanelUserPrivileges,
  vmsUserPermissions,
  shopUserPermissions,
];
