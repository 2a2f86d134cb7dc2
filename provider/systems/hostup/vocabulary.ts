import type { GrantNames } from "../../contract/GrantNames.js";

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

/**
 * A switch that not every answer has: to fetch a domain's transfer code. Without a default: compared only where it is shown, sent only where
 * it was read or is asked for. Source: HostUp API reference, GET /delegated-access/{grantId}/permissions, of the same permissions.
 */
export const optionalFlags = ["canRequestEpp"] as const;

export const allFlags = [...flags, ...optionalFlags] as const;

/** The three lists of items, each with the word that its grants begin with: `service:14101`. */
export const lists = [
  { property: "services", prefix: "service" },
  { property: "domains", prefix: "domain" },
  { property: "dnsZones", prefix: "dnsZone" },
] as const;

export type Flag = (typeof allFlags)[number];
export type ListProperty = (typeof lists)[number]["property"];

export const names: GrantNames = {
  known: allFlags,
  isName: (text) => known.has(text) || lists.some(({ prefix }) => text.startsWith(`${prefix}:`)),
};
const known = new Set<string>(allFlags);

/** What a switch gives of single items. Which of the two sorts a service is, only HostUp knows. */
export function givenBy(wider: string, narrower: string): "surely" | "perhaps" | undefined {
  if (narrower.startsWith("domain:") && wider === "accessAllDomains") return "surely";
  const isOfService = narrower.startsWith("service:") && ["accessAllVps", "accessAllHosting"].includes(wider);
  return isOfService ? "perhaps" : undefined;
}

const wide: Readonly<Partial<Record<string, string>>> = {
  accessAllVps: "every VPS, later ones too",
  accessAllHosting: "every hosting service, later ones too",
  accessAllDomains: "every domain, later ones too",
  canPlaceOrders: "may place orders",
  canRequestEpp: "may fetch the codes that move domains elsewhere",
};

/** Switches that give more than one thing, or cost money. */
export function wideIn(grants: readonly string[]): string[] {
  return grants.flatMap((grant) => (wide[grant] === undefined ? [] : [`${wide[grant]} (${grant})`]));
}
