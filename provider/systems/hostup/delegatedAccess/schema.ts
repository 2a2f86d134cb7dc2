import { z } from "zod";
import type { Desired } from "../../../access/access.js";
import { type GrantSet, grantSet } from "../../../access/grants.js";
import { addressFault, canonicalAddress } from "../../../arguments/address.js";
import { type ArgumentSchema, type Properties, rule } from "../../../arguments/arguments.js";
import { connectionName, expected, oneOf } from "../../../arguments/schema.js";
import { didYouMean } from "../../../arguments/suggest.js";
import type { Holder } from "../../../contract/GrantNames.js";
import { accessShape, grantsAskedFor, itemsIn } from "../schema.js";
import { allFlags, lists } from "../vocabulary.js";

const aName = 'an e-mail address or a client number in quotes, such as "partner@example.com" or "30000"';
const people = 'a list of people, such as ["partner@example.com"]; [] for nobody';
const prefix = "delegate:";
/** An address, a client number, or the id of a delegation: that is all there is where nobody has accepted an open invitation. */
const namePattern = /^([^\s@]+@[^\s@]+|\d+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

export function isName(text: string): boolean {
  return namePattern.test(text);
}

const name = z
  .string({ error: expected(aName) })
  .regex(namePattern, { error: expected(aName) })
  .transform(canonicalAddress);

const words = ["name", ...lists.map(({ property }) => property), ...allFlags];
const described = z
  .strictObject(
    { name, ...accessShape },
    {
      error: (issue) =>
        issue.code === "unrecognized_keys"
          ? issue.keys
              .map((key) => `has no "${key}"${didYouMean(key, words) || `; there are ${words.join(", ")}`}`)
              .join("; ")
          : undefined,
    },
  )
  .transform((entry) => describedBy(entry.name, grantsAskedFor(entry)));

/** Somebody with the access that is meant; what is not in it is not given. */
interface Described extends Partial<ReturnType<typeof itemsIn>> {
  readonly name: string;
}

/** A name alone stands for whatever access the delegation gives. */
export type Allowed = string | Described;

const entry = z.unknown().transform((value, context): Allowed => {
  const parsed = (typeof value === "object" && value !== null ? described : name).safeParse(value);
  if (parsed.success) return parsed.data;
  for (const { path, message } of parsed.error.issues) context.addIssue({ code: "custom", path: [...path], message });
  return z.NEVER;
});

const object = z.object({
  connection: connectionName(),
  allowed: z.array(entry, { error: expected(people) }).transform(inOrder),
  onUnexpected: oneOf(["fail", "warn"]).default("fail"),
});

export type Arguments = z.output<typeof object>;

export const schema: ArgumentSchema<Arguments> = {
  object,
  rules: [
    rule(object.pick({ allowed: true }), ({ allowed }) =>
      allowed.flatMap((one) => {
        const who = nameIn(one);
        const fault = who.includes("@") ? addressFault(who) : undefined;
        const doubled = allowed.filter((other) => nameIn(other) === who).length > 1 && typeof one === "object";
        return [
          ...(fault === undefined ? [] : [`has ${JSON.stringify(who)}, which ${fault}`]),
          ...(doubled ? [`has ${JSON.stringify(who)} twice: write what they may do once`] : []),
          ...(accessOf(one)?.length === 0
            ? [
                `has ${JSON.stringify(who)} without any access: write what they may do, such as canViewInvoices: true, or the name alone`,
              ]
            : []),
        ].map((reason) => ({ path: ["allowed"], reason }));
      }),
    ),
  ],
};

export function nameIn(one: Allowed): string {
  return typeof one === "string" ? one : one.name;
}

/** What somebody is meant to have; nothing where the program leaves that open. */
export function accessOf(one: Allowed): GrantSet | undefined {
  return typeof one === "string" ? undefined : grantsAskedFor({ services: [], domains: [], dnsZones: [], ...one });
}

/** Grants of somebody: that they may act at all, and each permission. */
export function grantsFor(who: string, access: GrantSet = []): GrantSet {
  return grantSet([`${prefix}${who}`, ...access.map((grant) => `${prefix}${who}/${grant}`)]);
}

/** A permission has a word of its own; what else stands behind a stroke belongs to the name. */
const grantPattern = new RegExp(
  `^${prefix}(.+?)(?:/((?:${lists.map((list) => list.prefix).join("|")}):.+|${allFlags.join("|")}))?$`,
);

export function meaningOf(grant: string): Holder {
  const [, who = "", permission] = grantPattern.exec(grant) ?? [];
  return { who, permission };
}

export function desired({ allowed }: Arguments): Desired {
  const grants = grantSet(allowed.flatMap((one) => grantsFor(nameIn(one), accessOf(one))));
  return { grants, denied: [], unlisted: "revoke" };
}

export function render(grants: GrantSet): Properties {
  const access = new Map<string, string[]>();
  for (const { who, permission } of grants.map(meaningOf)) {
    access.set(who, [...(access.get(who) ?? []), ...(permission === undefined ? [] : [permission])]);
  }
  return {
    allowed: inOrder([...access].map(([who, held]) => (held.length === 0 ? who : describedBy(who, grantSet(held))))),
  };
}

function describedBy(who: string, access: GrantSet): Described {
  const items = Object.entries(itemsIn(access)).filter(([, ids]) => ids.length > 0);
  const on = allFlags.filter((flag) => access.includes(flag)).map((flag) => [flag, true]);
  return { name: who, ...Object.fromEntries([...items, ...on]) };
}

/** Order and repetition mean nothing. */
function inOrder(allowed: readonly Allowed[]): Allowed[] {
  const byText = new Map(allowed.map((one) => [JSON.stringify(one), one]));
  return [...byText.values()].sort((left, right) => (nameIn(left) < nameIn(right) ? -1 : 1));
}
