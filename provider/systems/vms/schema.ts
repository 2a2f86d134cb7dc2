import { z } from "zod";
import type { Desired } from "../../access/access.js";
import { type GrantSet, grantSet } from "../../access/grants.js";
import { addressFault, composed, itemFault, nameFault } from "../../arguments/address.js";
import { type ArgumentSchema, itemsRule, nameRule, type Properties, rule } from "../../arguments/arguments.js";
import { duration } from "../../arguments/duration.js";
import { connectionName, onDelete, setOf, unlisted, word } from "../../arguments/schema.js";
import { didYouMean } from "../../arguments/suggest.js";
import { timeZone, until } from "../../arguments/until.js";
import { deprecatedPermissions, documentedPermissions } from "./vocabulary.js";

const names = () =>
  setOf(word('the name of a permission, such as "archives-show"'), 'a list of names, such as ["archives-show"]');

const object = z.object({
  connection: connectionName(),
  login: word("the user's login, such as test@mail.com").transform(composed),
  permissions: names(),
  denied: names().default([]),
  catalogue: names().optional(),
  unlisted: unlisted(),
  onDelete: onDelete(),
  until: until(),
  timeZone: timeZone(),
  reassertAfter: duration().optional(),
});

export type Arguments = z.output<typeof object>;

/** Every name that this install is known to have. */
export function knownPermissions({ catalogue }: Pick<Arguments, "catalogue">): GrantSet {
  return catalogue ?? documentedPermissions;
}

export const schema: ArgumentSchema<Arguments> = {
  object,
  rules: [
    nameRule(object, "login", (login) => (login.includes("@") ? addressFault : nameFault)(login)),
    itemsRule(object, "permissions", itemFault),
    itemsRule(object, "denied", itemFault),
    itemsRule(object, "catalogue", itemFault),
    rule(object.pick({ permissions: true, denied: true }), ({ permissions, denied }) =>
      denied
        .filter((name) => permissions.includes(name))
        .map((name) => ({
          path: ["denied"],
          reason: `has "${name}", which stands in permissions too: write it in one of them`,
        })),
    ),
    rule(object.pick({ permissions: true, catalogue: true }), (args) =>
      strangers("permissions", args.permissions, args),
    ),
    rule(object.pick({ denied: true, catalogue: true }), (args) => strangers("denied", args.denied, args)),
  ],
};

/** Names that a catalogue of the program's own does not have. */
function strangers(property: string, given: readonly string[], { catalogue }: Pick<Arguments, "catalogue">) {
  if (catalogue === undefined) return [];
  return given
    .filter((name) => !catalogue.includes(name) && itemFault(name) === undefined)
    .map((name) => ({
      path: [property],
      reason: `has "${name}", which is not in catalogue${didYouMean(name, catalogue) || ";"} if this install has it, list it in catalogue, with every other name that the install knows`,
    }));
}

/** The vendor's list is open, so that a name outside it may be right. */
export function cautions({ permissions, denied, catalogue }: Arguments): readonly string[] {
  if (catalogue !== undefined) return [];
  const about = (property: string) => (name: string) => {
    const end = deprecatedPermissions.get(name);
    if (end !== undefined) return [`${property} has "${name}", which the vendor has given up ${end}`];
    if (documentedPermissions.includes(name)) return [];
    const known = [...documentedPermissions, ...deprecatedPermissions.keys()];
    return [
      `${property} has "${name}", which is not a documented name${didYouMean(name, known) || "."} If this install has it, nothing is wrong`,
    ];
  };
  return [...permissions.flatMap(about("permissions")), ...denied.flatMap(about("denied"))];
}

export function desired({ permissions, denied, unlisted }: Arguments): Desired {
  return { grants: grantSet(permissions), denied: grantSet(denied), unlisted };
}

export function render(grants: GrantSet): Properties {
  return { permissions: [...grants] };
}
