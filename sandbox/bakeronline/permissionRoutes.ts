import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { BakerOnline, Entry } from "./BakerOnline.js";

const bodySchema = z.object({
  shop_ids: z.array(z.number().int()),
  permissions: z.record(z.string(), z.boolean()),
});
const path = "/company/companies/:id/permissions/users";

/** The list of companies, and the three calls for a company's users. Source: BakerOnline API 1.9.0. */
export function permissionRoutes(api: FastifyInstance, bakery: BakerOnline): void {
  api.get("/company/companies", async () => [...bakery.companies.keys()].map((id) => ({ id, name: `Company ${id}` })));

  api.get<{ Params: { id: string } }>(path, async (request, reply) => {
    const entries = bakery.companies.get(Number(request.params.id));
    return entries ? [...entries.values()].map((entry) => shown(bakery, entry)) : notFound(reply);
  });

  api.post<{ Params: { id: string } }>(path, async (request, reply) => {
    const company = Number(request.params.id);
    const body = z.object({ email: z.string().includes("@") }).safeParse(request.body);
    if (!bakery.companies.has(company)) return notFound(reply);
    if (!body.success) return reply.code(422).send({ message: "The email field must be a valid email address." });
    const entry = bakery.addUser(company, body.data.email);
    Object.assign(entry.permissions, bakery.initial);
    return shown(bakery, entry);
  });

  api.patch<{ Params: { id: string; entry: string } }>(`${path}/:entry`, async (request, reply) => {
    const entry = bakery.companies.get(Number(request.params.id))?.get(Number(request.params.entry));
    if (!entry) return notFound(reply);
    const body = bodySchema.safeParse(request.body);
    if (!body.success) return reply.code(422).send({ message: z.prettifyError(body.error) });
    const held = new Set(bakery.grantsOf(entry));
    entry.shopIds = new Set(body.data.shop_ids);
    const kept = bakery.patch === "merge" ? entry.permissions : {};
    entry.permissions = { ...kept, ...body.data.permissions };
    for (const grant of bakery.stubborn) {
      if (held.has(grant)) bakery.grant(entry, grant);
      else bakery.revoke(entry, grant);
    }
    return shown(bakery, entry);
  });
}

function shown({ shuffles }: BakerOnline, { id, user, shopIds, permissions }: Entry): object {
  const ids = [...shopIds];
  return { shop_ids: shuffles ? [...ids.reverse(), ...ids.slice(0, 1)] : ids, permissions, id, user };
}

function notFound(reply: { code(status: number): { send(body: object): unknown } }): unknown {
  return reply.code(404).send({ message: "Not found" });
}
