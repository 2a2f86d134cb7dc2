import { z } from "zod";
import { json } from "../answers.js";
import type { EmulatedServer } from "../EmulatedServer.js";
import type { SentAnswer } from "../faults.js";
import { type Contact, eppSwitch, type HostupAccount, type Item, switchNames } from "./HostupAccount.js";

const service = z.looseObject({ id: z.string(), hasAccess: z.boolean() });
const entry = z.union([z.string(), service]);
const entries = z.array(entry).default([]);
const switches = Object.fromEntries(switchNames.map((name) => [name, z.boolean()]));
const bodySchema = z.looseObject({
  services: z.array(service).default([]),
  domains: entries,
  dnsZones: entries,
  ...switches,
});
const sampleItems = {
  objects: z.array(z.strictObject({ id: z.string(), name: z.string(), hasAccess: z.boolean() })),
  strings: z.array(z.string()),
};
const lists = ["services", "domains", "dnsZones"] as const;
const prefixes = { services: "service", domains: "domain", dnsZones: "dnsZone" } as const;

/** GET and POST /contacts/:contactId/permissions. */
export function contactPermissionsRoutes(api: EmulatedServer, account: HostupAccount): void {
  api.route("GET", "/api/contacts/:contactId/permissions", (request) => {
    const contact = account.contacts.get(Number(request.params.contactId));
    return contact ? success(shown(account, contact)) : failure(404, "NOT_FOUND", "Contact not found");
  });

  api.route("POST", "/api/contacts/:contactId/permissions", (request) => {
    const contact = account.contacts.get(Number(request.params.contactId));
    if (!contact) return failure(404, "NOT_FOUND", "Contact not found");
    const sample = account.strict ? sampleSchema(account).safeParse(request.body).error : undefined;
    if (sample) return failure(400, "BAD_REQUEST", z.prettifyError(sample));
    const body = bodySchema.safeParse(request.body);
    if (!body.success) return failure(400, "BAD_REQUEST", z.prettifyError(body.error));
    const wanted = lists.map((list) => ({
      list,
      entries: body.data[list].map((item) => (typeof item === "string" ? { id: item, hasAccess: true } : item)),
    }));
    for (const { list, entries } of wanted) {
      const foreign = entries.find(({ id }) => !account[list].some((item) => item.id === id));
      if (foreign) return failure(400, "BAD_REQUEST", `${list}: ${foreign.id} does not belong to this account`);
    }
    const takes = (grant: string) => !account.stubborn.has(grant);
    for (const { list, entries } of wanted) {
      for (const { id } of account[list]) {
        const sent = entries.find((item) => item.id === id);
        if (!takes(`${prefixes[list]}:${id}`) || (sent === undefined && account.omitted === "keep")) continue;
        if (sent?.hasAccess) contact[list].add(id);
        else contact[list].delete(id);
      }
    }
    for (const name of switchNames.filter(takes)) {
      if (body.data[name] === true) contact.switches.add(name);
      else contact.switches.delete(name);
    }
    if (account.hasEppSwitch && takes(eppSwitch)) {
      if (body.data[eppSwitch] === true) contact.switches.add(eppSwitch);
      if (body.data[eppSwitch] === false) contact.switches.delete(eppSwitch);
    }
    const documented = new Set<string>([...lists, ...switchNames, eppSwitch]);
    contact.extra = Object.fromEntries(Object.entries(body.data).filter(([key]) => !documented.has(key)));
    return success({ message: "Permissions updated successfully" });
  });
}

function sampleSchema({ shapes, hasEppSwitch }: HostupAccount) {
  const { objects } = sampleItems;
  return z.strictObject({
    services: objects.optional(),
    domains: sampleItems[shapes.domains].optional(),
    dnsZones: sampleItems[shapes.dnsZones].optional(),
    ...switches,
    ...(hasEppSwitch ? { [eppSwitch]: z.boolean().optional() } : {}),
  });
}

/** As the API shows it: every item of the account with its switch, which a wide permission turns on too. */
export function shown(account: HostupAccount, contact: Contact, hasEppSwitch = account.hasEppSwitch): object {
  const wide = { vps: "accessAllVps", hosting: "accessAllHosting" };
  const domains = account.domains.map((item) => ({
    ...item,
    hasAccess: contact.domains.has(item.id) || contact.switches.has("accessAllDomains"),
  }));
  const zones = account.dnsZones.map((item) => ({ ...item, hasAccess: contact.dnsZones.has(item.id) }));
  const all = {
    services: account.services.map((item) => ({
      ...item,
      hasAccess:
        contact.services.has(item.id) ||
        Object.entries(wide).some(([category, name]) => item.category === category && contact.switches.has(name)),
    })),
    domains: account.shapes.domains === "objects" ? domains : bare(domains),
    dnsZones: account.shapes.dnsZones === "objects" ? zones : bare(zones),
  };
  const names = hasEppSwitch ? [...switchNames, eppSwitch] : switchNames;
  return {
    ...Object.fromEntries(lists.filter((list) => !account.missing.has(list)).map((list) => [list, all[list]])),
    ...Object.fromEntries(names.map((name) => [name, contact.switches.has(name)])),
    ...contact.extra,
  };
}

function bare(items: readonly (Item & { readonly hasAccess: boolean })[]): string[] {
  return items.filter(({ hasAccess }) => hasAccess).map(({ id }) => id);
}

export function success(data: unknown): SentAnswer {
  return json(200, { success: true, timestamp: new Date().toISOString(), requestId: crypto.randomUUID(), data });
}

export function failure(status: number, code: string, message: string): SentAnswer {
  const words: Record<number, string> = { 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found" };
  return json(status, {
    error: words[status] ?? "Error",
    message,
    code,
    timestamp: new Date().toISOString(),
    requestId: crypto.randomUUID(),
  });
}
