import { z } from "zod";
import { json } from "../answers.js";
import type { EmulatedServer } from "../EmulatedServer.js";
import type { SentAnswer } from "../faults.js";
import type { BakerOnline, Entry } from "./BakerOnline.js";

const bodySchema = z.object({
  shop_ids: z.array(z.number().int()),
  permissions: z.record(z.string(), z.boolean()),
});
const path = "/company/companies/:id/permissions/users";

/** The list of companies, and the three calls for a company's users. Source: BakerOnline API 1.9.0. */
export function permissionRoutes(api: EmulatedServer, bakery: BakerOnline): void {
  const one = (entry: Entry) => json(200, shown(bakery, entry));
  api.route("GET", "/company/companies", () =>
    json(
      200,
      [...bakery.companies.keys()].map((id) => ({ id, name: `Company ${id}` })),
    ),
  );

  api.route("GET", path, ({ params }) => {
    const entries = bakery.companies.get(Number(params.id));
    if (entries === undefined) return notFound();
    return json(
      200,
      [...entries.values()].map((entry) => shown(bakery, entry)),
    );
  });

  api.route("POST", path, (request) => {
    const company = Number(request.params.id);
    const body = z.object({ email: z.string().includes("@") }).safeParse(request.body);
    if (!bakery.companies.has(company)) return notFound();
    if (!body.success) return json(422, { message: "The email field must be a valid email address." });
    const entry = bakery.addUser(company, body.data.email);
    Object.assign(entry.permissions, bakery.initial);
    return one(entry);
  });

  api.route("PATCH", `${path}/:entry`, (request) => {
    const entry = bakery.companies.get(Number(request.params.id))?.get(Number(request.params.entry));
    if (!entry) return notFound();
    const body = bodySchema.safeParse(request.body);
    if (!body.success) return json(422, { message: z.prettifyError(body.error) });
    const held = new Set(bakery.grantsOf(entry));
    entry.shopIds = new Set(body.data.shop_ids);
    const kept = bakery.patch === "merge" ? entry.permissions : {};
    entry.permissions = { ...kept, ...body.data.permissions };
    for (const grant of bakery.stubborn) {
      if (held.has(grant)) bakery.grant(entry, grant);
      else bakery.revoke(entry, grant);
    }
    return one(entry);
  });
}

function shown({ shuffles }: BakerOnline, { id, user, shopIds, permissions }: Entry): object {
  const ids = [...shopIds];
  return { shop_ids: shuffles ? [...ids.reverse(), ...ids.slice(0, 1)] : ids, permissions, id, user };
}

function notFound(): SentAnswer {
  return json(404, { message: "Not found" });
}
