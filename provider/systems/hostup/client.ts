import { z } from "zod";
import { inexactNumberIn } from "../../connections/exactNumbers.js";
import { understand } from "../../connections/understand.js";
import type { Client } from "../../contract/Client.js";
import type { Notify } from "../../contract/Context.js";
import { UnexpectedAnswerError, UnsafeChangeError } from "../../errors.js";
import type { HttpClient } from "../../http/HttpClient.js";
import { dataOf } from "./envelope.js";
import type { Arguments } from "./schema.js";
import { accessIn, bodyFor, type Permissions, permissionsSchema, unrecognisedIn } from "./wire.js";

const notFoundSchema = z.looseObject({ code: z.literal("NOT_FOUND") });

/** Reads and writes one contact's permissions: GET and POST /contacts/{contactId}/permissions. */
export function contactPermissionsClient(http: HttpClient, notify: Notify): Client<Arguments, Permissions> {
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
      const strange = unrecognisedIn(permissions);
      if (strange.length > 0) {
        notify(
          "warning",
          `HostUp contact ${contactId} also has switches that this release does not know: ${strange.join(", ")}. They are left on.`,
        );
      }
      return {
        status: "observed",
        id: String(contactId),
        access: accessIn(permissions),
        detail: permissions,
      };
    },

    // There is no list: only people who are named are known to be there.
    rosters: async (among = []) =>
      among.length === 0
        ? []
        : [
            {
              list: `${http.address} contacts`,
              scope: "contacts",
              members: async () => among.map((id) => ({ id, name: `contact ${id}`, grants: undefined })),
            },
          ],

    async write({ contactId }, { target, seen }) {
      if (seen.status !== "observed") return undefined;
      const operation = `Writing the permissions of HostUp contact ${contactId}`;
      const rounded = inexactNumberIn(seen.detail);
      if (rounded !== undefined) {
        throw new UnsafeChangeError(
          operation,
          `HostUp shows a number at ${rounded} that is too large to be sent back as it was read. Change this contact in the dashboard`,
        );
      }
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
