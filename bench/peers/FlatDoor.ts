import { createServer, type Server } from "node:http";
import { json } from "node:stream/consumers";
import { z } from "zod";
import type { Sandbox } from "../../sandbox/index.js";
import type { Kind } from "../Kind.js";

const rights = ["canViewInvoices", "canOpenTickets", "canViewTickets"] as const;
const bodySchema = z.object({
  services: z.array(z.string()),
  canViewInvoices: z.boolean(),
  canOpenTickets: z.boolean(),
  canViewTickets: z.boolean(),
});
export type Flat = z.output<typeof bodySchema>;

/** What {@link Kind} declares of HostUp contacts, as a flat object. */
export const declared: Flat = {
  services: ["14101"],
  canViewInvoices: true,
  canOpenTickets: true,
  canViewTickets: false,
};
export const nothing: Flat = { services: [], canViewInvoices: false, canOpenTickets: false, canViewTickets: false };

/**
 * The contacts of a sandbox behind an API without envelopes, as a generic provider needs it: `GET` and `PUT /contacts/:id` with the object
 * that is meant. Its answers cost as much as the sandbox's own, or less.
 */
export class FlatDoor {
  readonly #server: Server;
  #address = "";
  requests = 0;

  constructor({ hostup: { account } }: Sandbox) {
    this.#server = createServer(async (request, response) => {
      this.requests += 1;
      const id = Number(request.url?.split("/").at(-1));
      const contact = account.contacts.get(id);
      if (request.method === "PUT" && contact !== undefined) {
        const { services, ...switches } = bodySchema.parse(await json(request));
        contact.services = new Set(services);
        contact.switches = new Set(rights.filter((name) => switches[name]));
      }
      const shown = contact && {
        id: String(id),
        services: [...contact.services],
        ...Object.fromEntries(rights.map((name) => [name, contact.switches.has(name)])),
      };
      response.writeHead(contact ? 200 : 404, { "content-type": "application/json" }).end(JSON.stringify(shown ?? {}));
    });
  }

  async open(): Promise<string> {
    await new Promise<void>((done) => this.#server.listen(0, "127.0.0.1", done));
    const address = this.#server.address();
    this.#address = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
    return this.#address;
  }

  async close(): Promise<void> {
    const closed = new Promise((done) => this.#server.close(done));
    this.#server.closeAllConnections();
    await closed;
  }
}
