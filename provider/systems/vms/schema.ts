import { z } from "zod";
import type { Desired } from "../../access/access.js";
import { type GrantSet, grantSet } from "../../access/grants.js";
import { addressFault, composed, itemFault, nameFault } from "../../arguments/address.js";
import { type ArgumentSchema, itemsRule, nameRule, type Properties, rule } from "../../arguments/arguments.js";
import { duration } from "../../arguments/duration.js";
import { connectionName, onDelete, setOf, unlisted, word } from "../../arguments/schema.js";
import { didYouMean } from "../../arguments/suggest.js";
import { documentedPermissions } from "./vocabulary.js";

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
    nameRule(object.pick({ login: true }), "login", (login) => (login.includes("@") ? addressFault : nameFault)(login)),
    itemsRule(object.pick({ permissions: true }), "permissions", itemFault),
    itemsRule(object.pick({ denied: true }), "denied", itemFault),
    itemsRule(object.pick({ catalogue: true }), "catalogue", itemFault),
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

function strangers(property: string, given: readonly string[], args: Pick<Arguments, "catalogue">) {
  const known = knownPermissions(args);
  const source = args.catalogue ? "is not in catalogue" : "is not a documented name";
  return given
    .filter((name) => !known.includes(name) && itemFault(name) === undefined)
    .map((name) => ({
      path: [property],
      reason: `has "${name}", which ${source}${didYouMean(name, known) || ";"} if this install has it, list it in catalogue, with every other name that the install knows`,
    }));
}

export function desired({ permissions, denied, unlisted }: Arguments): Desired {
  return { grants: grantSet(permissions), denied: grantSet(denied), unlisted };
}

export function render(grants: GrantSet): Properties {
  return { permissions: [...grants] };
}
