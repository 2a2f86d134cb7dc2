import * as pulumi from "@pulumi/pulumi";

interface Contact {
  contactId: number;
  services: string[];
  canViewInvoices: boolean;
  canOpenTickets: boolean;
}

interface Answer {
  services: { id: string; hasAccess: boolean }[];
  canViewInvoices: boolean;
  canOpenTickets: boolean;
}

class ContactProvider implements pulumi.dynamic.ResourceProvider<Contact, Contact> {
  async create(inputs: Contact) {
    await this.write(inputs);
    return { id: String(inputs.contactId), outs: inputs };
  }

  async read(id: string, props?: Contact) {
    if (props === undefined) throw new Error(`nothing is known of ${id}`);
    const live = await this.get(props.contactId);
    const found = { ...props, ...live };
    return { id, props: found, inputs: found };
  }

  async update(_id: string, _olds: Contact, news: Contact) {
    await this.write(news);
    return { outs: news };
  }

  async delete(_id: string, props: Contact) {
    await this.write({ ...props, services: [], canViewInvoices: false, canOpenTickets: false });
  }

  async write(inputs: Contact) {
    await this.get(inputs.contactId);
    const response = await fetch(`${process.env.HOSTUP_URL}/contacts/${inputs.contactId}/permissions`, {
      method: "POST",
      headers: { "x-api-key": process.env.HOSTUP_API_KEY ?? "", "content-type": "application/json" },
      body: JSON.stringify({
        services: inputs.services.map((service) => ({ id: service, hasAccess: true })),
        domains: [],
        dnsZones: [],
        canViewInvoices: inputs.canViewInvoices,
        canReceiveInvoices: false,
        canOpenTickets: inputs.canOpenTickets,
        canViewTickets: false,
        canReceiveTicketEmails: false,
        canCloseTickets: false,
        accessAllVps: false,
        accessAllHosting: false,
        accessAllDomains: false,
        canPlaceOrders: false,
      }),
    });
    if (!response.ok) throw new Error(`HostUp answered ${response.status}`);
    await this.get(inputs.contactId);
  }

  async get(contactId: number) {
    const response = await fetch(`${process.env.HOSTUP_URL}/contacts/${contactId}/permissions`, {
      headers: { "x-api-key": process.env.HOSTUP_API_KEY ?? "" },
    });
    if (!response.ok) throw new Error(`HostUp answered ${response.status}`);
    const { data }: { data: Answer } = JSON.parse(await response.text());
    return {
      services: data.services.filter(({ hasAccess }) => hasAccess).map(({ id }) => id),
      canViewInvoices: data.canViewInvoices,
      canOpenTickets: data.canOpenTickets,
    };
  }
}

export class HandWrittenContact extends pulumi.dynamic.Resource {
  constructor(name: string, args: object) {
    super(new ContactProvider(), name, args);
  }
}
