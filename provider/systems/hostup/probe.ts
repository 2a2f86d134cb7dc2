import { type Finding, tried } from "../../connections/probe.js";
import { StatusError } from "../../http/errors.js";
import type { HttpClient } from "../../http/HttpClient.js";
import { readDelegatedAccess } from "./delegatedAccess/client.js";

/** Contacts have no list, so that only delegated access can be read without knowing an id. */
export async function probe(http: HttpClient): Promise<readonly Finding[]> {
  return [
    await tried(
      "read delegated access",
      async () => {
        const { grantedByMe } = await readDelegatedAccess(http);
        return `the key is good (delegations listed: ${grantedByMe.length}); contacts are read one by one`;
      },
      {
        words: "the key is good, but DelegatedAccess cannot be used with it",
        isMeant: (error) => error instanceof StatusError && error.status === 403 && !error.isRateLimit,
      },
    ),
  ];
}
