import { ContactPermissions } from "pulumi-permissions";

// Anna runs one server and sees the invoices; whatever else she had before goes.
const anna = new ContactPermissions("anna", {
  contactId: 14059,
  services: ["14101"],
  canViewInvoices: true,
  canOpenTickets: true,
});

export const annaHadBefore = anna.baseline;
