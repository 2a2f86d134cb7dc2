/** A thing that a contact may be given access to. */
export interface Item {
  readonly id: string;
  readonly name: string;
  readonly type?: string;
  readonly category?: string;
}

/** What is stored of a contact: item ids with access of their own, the switches that are on, and what no client knows of. */
export interface Contact {
  services: Set<string>;
  domains: Set<string>;
  dnsZones: Set<string>;
  switches: Set<string>;
  /** Fields that the documentation does not name; a write that leaves them out clears them. */
  extra: Record<string, unknown>;
}

export const switchNames = [
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
];

/** A fourteenth switch, which the vendor's pages show for delegations only. */
export const eppSwitch = "canRequestEpp";

const listOf = { service: "services", domain: "domains", dnsZone: "dnsZones" } as const;

/** Somebody who may act on the account. The API shows the invite token too. */
export interface Delegate {
  email: string;
  /** The address that was invited, where somebody with another one has accepted. */
  invitedEmail?: string;
  clientId: string;
  status: string;
  label: string;
  createdAt: string;
  inviteToken: string;
  inviteExpiresAt: string | null;
  revokedAt: string | null;
  /** What they may do there: the permissions of a contact. */
  access: Contact;
}

/** Another account on which this one may act. */
export interface Grantor {
  clientId: string;
  name: string;
  company: string | null;
  status: string;
  label: string;
  createdAt: string;
}

/** The state of the emulated HostUp account. Change it freely: that is what a click in the dashboard does. */
export class HostupAccount {
  /** Services that contacts can be given. */
  readonly services: Item[] = [
    { id: "14101", name: "VPS XS", type: "service", category: "vps" },
    { id: "14102", name: "VPS M", type: "service", category: "vps" },
    { id: "14201", name: "Webbhotell Start", type: "service", category: "hosting" },
  ];
  /** Domains that contacts can be given. */
  readonly domains: Item[] = [
    { id: "21266", name: "example.com", type: "domain" },
    { id: "21267", name: "example.se", type: "domain" },
  ];
  /** DNS zones that contacts can be given. */
  readonly dnsZones: Item[] = [{ id: "31001", name: "example.com", type: "dns_zone" }];
  /** Contacts by number. */
  readonly contacts = new Map<number, Contact>();

  /** Form in which an answer shows the items of a list; both stand in the vendor's pages. */
  readonly shapes: Record<"domains" | "dnsZones", "objects" | "strings"> = { domains: "objects", dnsZones: "strings" };
  /**
   * Whether a write must have the form of the vendor's sample and nothing else: items with `id`, `name` and `hasAccess`, or bare
   * ids where {@link shapes} says so, and no field that the sample does not have. Not documented.
   */
  strict = false;
  /** Whether contacts have the fourteenth switch, `canRequestEpp`. Documented for delegations only. */
  hasEppSwitch = false;
  /** Lists that an answer leaves out, as it may by the pages for delegations. */
  readonly missing = new Set<"services" | "domains" | "dnsZones">();
  /** What a write does to items that it leaves out. Not documented. */
  omitted: "revoke" | "keep" = "revoke";
  /** Who may act on the account. */
  readonly delegates: Delegate[] = [];
  /** What the API answers when it is asked what a delegate may do: that, or no. */
  delegatePermissions: "shown" | "forbidden" | "missing" = "shown";
  /** On whose accounts this one may act. */
  readonly received: Grantor[] = [];
  /** Grants that every write leaves as they are although it is answered with success. */
  readonly stubborn = new Set<string>();

  /** Makes a contact with these grants. */
  addContact(contactId: number, grants: readonly string[] = []): Contact {
    const contact = withoutAccess();
    this.contacts.set(contactId, contact);
    for (const grant of grants) this.grant(contactId, grant);
    return contact;
  }

  /** Invites somebody to act on the account with these grants, as the account's owner does in the dashboard. */
  delegate(email: string, details: Partial<Delegate> = {}, grants: readonly string[] = []): Delegate {
    const delegate: Delegate = {
      email,
      clientId: String(30_000 + this.delegates.length),
      status: "active",
      label: "",
      createdAt: "2026-02-10T00:00:00.000Z",
      inviteToken: `sandbox-invite-${crypto.randomUUID()}`,
      inviteExpiresAt: null,
      revokedAt: null,
      access: withoutAccess(),
      ...details,
    };
    this.delegates.push(delegate);
    for (const grant of grants) this.widen(email, grant);
    return delegate;
  }

  /** Gives a delegate one more grant. */
  widen(email: string, grant: string): void {
    setIn(this.#delegate(email).access, grant).add(nameIn(grant));
  }

  /** Takes one of them away. */
  narrow(email: string, grant: string): void {
    setIn(this.#delegate(email).access, grant).delete(nameIn(grant));
  }

  #delegate(email: string): Delegate {
    const delegate = this.delegates.find((one) => one.email === email);
    if (delegate === undefined) throw new Error(`The sandbox has no delegate ${email}: call delegate first.`);
    return delegate;
  }

  /** Has another account let this one act on it, as its owner does in the dashboard. */
  receive(name: string, details: Partial<Grantor> = {}): Grantor {
    const grantor: Grantor = {
      clientId: String(40_000 + this.received.length),
      name,
      company: null,
      status: "active",
      label: "",
      createdAt: "2026-02-10T00:00:00.000Z",
      ...details,
    };
    this.received.push(grantor);
    return grantor;
  }

  /** Gives `canViewInvoices`, `service:14101`, `domain:…` or `dnsZone:…`, as somebody does in the dashboard. */
  grant(contactId: number, grant: string): void {
    setIn(this.#contact(contactId), grant).add(nameIn(grant));
  }

  /** Takes one of them away. */
  revoke(contactId: number, grant: string): void {
    setIn(this.#contact(contactId), grant).delete(nameIn(grant));
  }

  /** What the contact has in its own right, sorted. */
  grantsOf(contactId: number): string[] {
    const contact = this.#contact(contactId);
    const items = Object.entries(listOf).flatMap(([prefix, list]) => [...contact[list]].map((id) => `${prefix}:${id}`));
    return [...contact.switches, ...items].sort();
  }

  #contact(contactId: number): Contact {
    const contact = this.contacts.get(contactId);
    if (contact === undefined) throw new Error(`The sandbox has no contact ${contactId}: call addContact first.`);
    return contact;
  }
}

function withoutAccess(): Contact {
  return { services: new Set(), domains: new Set(), dnsZones: new Set(), switches: new Set(), extra: {} };
}

function setIn(contact: Contact, grant: string): Set<string> {
  const list = Object.entries(listOf).find(([prefix]) => grant.startsWith(`${prefix}:`))?.[1];
  if (list === undefined && ![...switchNames, eppSwitch].includes(grant))
    throw new Error(`HostUp has no permission ${grant}.`);
  return list === undefined ? contact.switches : contact[list];
}

function nameIn(grant: string): string {
  return grant.slice(grant.indexOf(":") + 1);
}
