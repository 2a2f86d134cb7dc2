import { z } from "zod";
import type { Desired } from "../../../access/access.js";
import { type GrantSet, grantSet } from "../../../access/grants.js";
import { addressFault, canonicalAddress } from "../../../arguments/address.js";
import { type ArgumentSchema, type Properties, rule } from "../../../arguments/arguments.js";
import { connectionName, expected, oneOf, setOf } from "../../../arguments/schema.js";

const aName = 'an e-mail address or a client number in quotes, such as "partner@example.com" or "30000"';
const prefix = "delegate:";
/** An address, a client number, or the id of a delegation: that is all there is where nobody has accepted an open invitation. */
const namePattern = /^([^\s@]+@[^\s@]+|\d+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

export function isName(text: string): boolean {
  return namePattern.test(text);
}

const object = z.object({
  connection: connectionName(),
  allowed: setOf(
    z
      .string({ error: expected(aName) })
      .regex(namePattern, { error: expected(aName) })
      .transform(canonicalAddress),
    'a list of people, such as ["partner@example.com"]; [] for nobody',
  ),
  onUnexpected: oneOf(["fail", "warn"]).default("fail"),
});

export type Arguments = z.output<typeof object>;

export const schema: ArgumentSchema<Arguments> = {
  object,
  rules: [
    rule(object.pick({ allowed: true }), ({ allowed }) =>
      allowed.flatMap((name) => {
        const fault = name.includes("@") ? addressFault(name) : undefined;
        return fault === undefined
          ? []
          : [{ path: ["allowed"], reason: `has ${JSON.stringify(name)}, which ${fault}` }];
      }),
    ),
  ],
};

export function grantsFor(names: readonly string[]): GrantSet {
  return grantSet(names.map((name) => `${prefix}${name}`));
}

export function desired({ allowed }: Arguments): Desired {
  return { grants: grantsFor(allowed), denied: [], unlisted: "revoke" };
}

export function render(grants: GrantSet): Properties {
  return { allowed: grants.map((grant) => grant.slice(prefix.length)) };
}
