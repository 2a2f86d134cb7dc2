import type { z } from "zod";
import { understand } from "../../../connections/understand.js";
import type { Client } from "../../../contract/Client.js";
import { UnexpectedAnswerError } from "../../../errors.js";
import type { HttpClient } from "../../../http/HttpClient.js";
import { dataOf } from "../envelope.js";
import { type Arguments, grantsFor } from "./schema.js";
import { type Delegation, delegatedAccessSchema, isLive, namesOf } from "./wire.js";

const reading = "Reading who may act on the whole HostUp account";

/** The whole answer of GET /delegated-access, without invite tokens. */
export async function readDelegatedAccess(http: HttpClient): Promise<z.output<typeof delegatedAccessSchema>> {
  const answer = await http.send({ operation: reading, method: "GET", path: "/delegated-access", repeatable: true });
  return understand(reading, delegatedAccessSchema, dataOf(http, reading, answer), http.redact);
}

/** Somebody who still has access, by each name that the program uses for them, or by e-mail, or by number. */
export interface Delegate {
  readonly names: readonly string[];
  readonly delegation: Delegation;
}

/** Only reads: which route revokes is not proven, so nothing here calls one. */
export function delegatedAccessClient(http: HttpClient, connection: string): Client<Arguments, readonly Delegate[]> {
  return {
    // One address serves every account: which one is meant is known by its connection only.
    address: `${http.address} ${connection}`,

    async observe({ allowed }) {
      const { grantedByMe } = await readDelegatedAccess(http);
      const live = grantedByMe.filter((delegation) => isLive(delegation, Date.now()));
      const delegates = live.map((delegation): Delegate => {
        const names = namesOf(delegation);
        const allowedNames = names.filter((name) => allowed.includes(name));
        if (names[0] === undefined)
          throw new UnexpectedAnswerError(reading, "somebody without an address, a number or an id");
        return { names: allowedNames.length > 0 ? allowedNames : [names[0]], delegation };
      });
      return {
        status: "observed",
        id: "delegated-access",
        access: { grants: grantsFor(delegates.flatMap(({ names }) => names)), implied: [] },
        detail: delegates,
      };
    },

    roster({ allowed }, { detail }) {
      const strangers = detail.filter(({ names }) => !names.some((name) => allowed.includes(name)));
      const members = strangers.flatMap(({ names }) =>
        names.map((name) => ({ id: `delegate/${name}`, name, grants: grantsFor([name]) })),
      );
      return { list: http, scope: "account", members: async () => members };
    },

    async write() {
      throw new Error("Delegated access is only watched: nothing may be written. This is a defect: please report it.");
    },
  };
}
