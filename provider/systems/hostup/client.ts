import { z } from "zod";
import { understand } from "../../connections/understand.js";
import type { Client } from "../../contract/Client.js";
import { UnexpectedAnswerError } from "../../errors.js";
import type { HttpClient } from "../../http/HttpClient.js";
import { dataOf } from "./envelope.js";
import type { Arguments } from "./schema.js";
import { accessIn, bodyFor, type Permissions, permissionsSchema } from "./wire.js";

const notFoundSchema = z.looseObject({ code: z.literal("NOT_FOUND") });

/** Reads and writes one contact's permissions: GET and POST /contacts/{contactId}/permissions. */
export function contactPermissionsClient(http: HttpClient): Client<Arguments, Permissions> {
  return {
    address: http.address,

    async observe({ contactId }) {
      const operation = `Reading the permissions of HostUp contact ${contactId}`;
      const answer = await http.send({
        operation,
        method: "GET",
        path: pathOf(contactId),
        repeatable: true,
        accept: [404],
      });
      if (answer.status === 404) {
        // Only the API's own words prove absence: a 404 of a proxy or a wrong url must not drop people from the state.
        if (notFoundSchema.safeParse(answer.body).success) return { status: "absent" };
        throw new UnexpectedAnswerError(operation, "404 without the API's code NOT_FOUND");
      }
      const permissions = understand(operation, permissionsSchema, dataOf(http, operation, answer), http.redact);
      return {
        status: "observed",
        id: String(contactId),
        access: accessIn(permissions),
        detail: permissions,
      };
    },

    async write({ contactId }, { target, seen }) {
      if (seen.status !== "observed") return undefined;
      const operation = `Writing the permissions of HostUp contact ${contactId}`;
      const json = bodyFor(target, seen.detail);
      dataOf(
        http,
        operation,
        await http.send({ operation, method: "POST", path: pathOf(contactId), json, repeatable: true }),
      );
      // The answer is only a message, so it proves nothing.
      return undefined;
    },
  };
}

function pathOf(contactId: number): string {
  return `/contacts/${contactId}/permissions`;
}
