import { z } from "zod";
import type { Desired } from "../../access/access.js";
import { type GrantSet, grantSet } from "../../access/grants.js";
import { itemFault } from "../../arguments/address.js";
import { type ArgumentSchema, itemsRule, type Properties } from "../../arguments/arguments.js";
import {
  connectionName,
  expected,
  flag,
  onDelete,
  setOf,
  unlisted,
  wholeNumber,
  word,
} from "../../arguments/schema.js";
import { timeZone, until } from "../../arguments/until.js";
import { allFlags, type Flag, flags, type ListProperty, lists, optionalFlags } from "./vocabulary.js";

const ids = (example: string) =>
  setOf(word(`an id in quotes, such as "${example}"`), `a list of ids, such as ["${example}"]`).default([]);
const permission = () => flag().optional();

/** What a contact or a delegate may do. */
export const accessShape = {
  services: ids("14101"),
  domains: ids("21266"),
  dnsZones: ids("21266"),
  canViewInvoices: permission(),
  canReceiveInvoices: permission(),
  canOpenTickets: permission(),
  canViewTickets: permission(),
  canReceiveTicketEmails: permission(),
  canCloseTickets: permission(),
  accessAllVps: permission(),
  accessAllHosting: permission(),
  accessAllDomains: permission(),
  canPlaceOrders: permission(),
  canRequestEpp: permission(),
};

const object = z.object(
  {
    connection: connectionName(),
    contactId: wholeNumber("the contact's number, such as 14059"),
    ...accessShape,
    unlisted: unlisted(),
    onDelete: onDelete(),
    until: until(),
    timeZone: timeZone(),
  },
  { error: expected("the arguments of ContactPermissions") },
);

export type Arguments = z.output<typeof object>;

export const schema: ArgumentSchema<Arguments> = {
  object,
  rules: [
    itemsRule(object, "services", itemFault),
    itemsRule(object, "domains", itemFault),
    itemsRule(object, "dnsZones", itemFault),
  ],
  // With "keep" a switch that is not mentioned is not touched, so it has no default.
  complete: (inputs) =>
    inputs.unlisted === "keep" ? inputs : { ...Object.fromEntries(flags.map((name) => [name, false])), ...inputs },
};

type Asked = Pick<Arguments, ListProperty> & { readonly [Name in Flag]?: boolean | undefined };

export function grantsAskedFor(asked: Asked): GrantSet {
  const items = lists.flatMap(({ property, prefix }) => asked[property].map((id) => `${prefix}:${id}`));
  return grantSet([...items, ...allFlags.filter((name) => asked[name] === true)]);
}

/** The ids of the three lists. */
export function itemsIn(grants: GrantSet): Record<ListProperty, string[]> {
  const idsOf = (prefix: string) =>
    grants.filter((grant) => grant.startsWith(`${prefix}:`)).map((grant) => grant.slice(prefix.length + 1));
  return { services: idsOf("service"), domains: idsOf("domain"), dnsZones: idsOf("dnsZone") };
}

export function desired(args: Arguments): Desired {
  return {
    grants: grantsAskedFor(args),
    denied: args.unlisted === "keep" ? grantSet(allFlags.filter((name) => args[name] === false)) : [],
    unlisted: args.unlisted,
  };
}

export function render(grants: GrantSet, args: Arguments): Properties {
  const held = new Set(grants);
  const mentioned = allFlags.filter((name) => args[name] !== undefined);
  const unasked = optionalFlags.filter((name) => held.has(name));
  const shown = args.unlisted === "revoke" ? new Set([...flags, ...mentioned, ...unasked]) : mentioned;
  return {
    ...itemsIn(grants),
    ...Object.fromEntries([...shown].map((name) => [name, held.has(name)])),
  };
}
