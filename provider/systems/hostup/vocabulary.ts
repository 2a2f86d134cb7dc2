/** The ten switches of a contact. Source: HostUp API reference, POST /contacts/{contactId}/permissions. */
export const flags = [
  "canViewInvoices",
  "canReceiveInvoices",
  "canOpenTickets",
  "canViewTickets",
  "canReceiveTicketEmails",
  "canCloseTickets",
  "accessAllVps",
  "accessAllHosting",
  "accessAllDomains",
  "canPlaceOrders",
] as const;

/** The three lists of items, each with the word that its grants begin with: `service:14101`. */
export const lists = [
  { property: "services", prefix: "service" },
  { property: "domains", prefix: "domain" },
  { property: "dnsZones", prefix: "dnsZone" },
] as const;

export type Flag = (typeof flags)[number];
export type ListProperty = (typeof lists)[number]["property"];
