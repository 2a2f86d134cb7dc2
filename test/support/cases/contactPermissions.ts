import { defineHandlers } from "../../../provider/lifecycle/lifecycle.js";
import {
  ContactPermissions,
  type ContactPermissionsArgs,
} from "../../../provider/systems/hostup/ContactPermissions.js";
import { definition } from "../../../provider/systems/hostup/definition.js";
import type { SystemCase } from "./SystemCase.js";

const contactId = 14059;
const args = {
  contactId,
  services: ["14101"],
  domains: ["21266", "21267"],
  canViewInvoices: true,
} satisfies ContactPermissionsArgs;

export const contactPermissions: SystemCase = {
  name: "ContactPermissions",
  path: "hostup/ContactPermissions",
  handlers: (context) => defineHandlers(definition, context),
  declare: (name, given, opts) => new ContactPermissions(name, { ...args, ...given }, opts),
  setUp: ({ hostup }) => {
    hostup.account.hasEppSwitch = true;
    hostup.account.addContact(contactId, ["canPlaceOrders", "domain:21266"]);
  },
  env: ({ hostup }) => hostup.env,
  args,
  sameArgs: { ...args, domains: ["21267", "21266", "21267"], dnsZones: [], canPlaceOrders: false, unlisted: "revoke" },
  changedArgs: { ...args, services: ["14102"], canViewInvoices: false, canOpenTickets: true },
  wrong: {
    args: { contactId: -1, services: [14101], canOpenTickets: "yes", unlisted: "remove" },
    paths: ["contactId", "services[0]", "canOpenTickets", "unlisted"],
  },
  readable: true,
  showsExistence: true,
  restoring: { onDelete: "restore" },
  otherSubjects: [{ contactId: 14060 }, { connection: "second" }],
  restored: ["canPlaceOrders", "domain:21266"],
  id: "14059",
  before: ["canPlaceOrders", "domain:21266"],
  granted: ["canViewInvoices", "domain:21266", "domain:21267", "service:14101"],
  changed: ["canOpenTickets", "domain:21266", "domain:21267", "service:14102"],
  live: ({ hostup }) => hostup.account.grantsOf(contactId),
  drift: {
    make: ({ hostup }) => {
      hostup.account.grant(contactId, "service:14201");
      hostup.account.grant(contactId, "canRequestEpp");
      hostup.account.revoke(contactId, "canViewInvoices");
    },
    gained: ["canRequestEpp", "service:14201"],
    lost: ["canViewInvoices"],
  },
  remove: ({ hostup }) => {
    hostup.account.contacts.delete(contactId);
  },
};
