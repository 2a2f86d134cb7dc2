import { z } from "zod";
import type { Desired } from "../../access/access.js";
import { type GrantSet, grantSet, union } from "../../access/grants.js";
import { addressFault, canonicalAddress } from "../../arguments/address.js";
import { type ArgumentSchema, nameRule, type Properties, rule } from "../../arguments/arguments.js";
import { connectionName, expected, flag, onDelete, setOf, unlisted, wholeNumber } from "../../arguments/schema.js";
import { didYouMean } from "../../arguments/suggest.js";
import { timeZone, until } from "../../arguments/until.js";
import { rightNames, rights, shopGrants, shopIdsIn } from "./vocabulary.js";

const permission = () => flag().optional();
const anAddress = "an e-mail address, such as baker@example.com";
const theRights = "rights by name, such as { newsletters: true }";

const object = z.object({
  connection: connectionName(),
  companyId: wholeNumber("the company's number, such as 15"),
  // One person must not be written in two ways. Only the form counts here: a state may hold what is refused today.
  email: z
    .string({ error: expected(anAddress) })
    .regex(/^[^\s@]+@[^\s@]+$/, { error: expected(anAddress) })
    .transform(canonicalAddress)
    .optional(),
  userPermissionId: wholeNumber("the number of the permission entry, such as 17").optional(),
  shopIds: setOf(wholeNumber("the number of a shop, such as 11"), "a list of shop numbers, such as [11, 19]").default(
    [],
  ),
  permissions: z
    .strictObject(
      {
        companyInfo: permission(),
        holidays: permission(),
        newsletters: permission(),
        translations: permission(),
        permissions: permission(),
        emailSettings: permission(),
        products: permission(),
        shopInfo: permission(),
        checkoutSettings: permission(),
        timeSettings: permission(),
        discounts: permission(),
      },
      {
        error: (issue) =>
          issue.code === "unrecognized_keys"
            ? issue.keys
                .map(
                  (key) =>
                    `has no right "${key}"${didYouMean(key, rightNames) || `; there are ${rightNames.join(", ")}`}`,
                )
                .join("; ")
            : expected(theRights)(issue),
      },
    )
    .default({}),
  unlisted: unlisted(),
  onDelete: onDelete(),
  until: until(),
  timeZone: timeZone(),
});

export type Arguments = z.output<typeof object>;

export const schema: ArgumentSchema<Arguments> = {
  object,
  rules: [
    nameRule(object, "email", addressFault),
    rule(object.pick({ email: true, userPermissionId: true }), ({ email, userPermissionId }) =>
      (email === undefined) === (userPermissionId === undefined)
        ? [{ path: ["email"], reason: "or userPermissionId names the user: write exactly one of the two" }]
        : [],
    ),
    rule(object.pick({ shopIds: true, permissions: true }), ({ shopIds, permissions }) =>
      shopIds.length === 0 && rightNames.some((name) => permissions[name] === true)
        ? [
            {
              path: ["shopIds"],
              reason:
                "is empty although there are rights: whether that means no shop or every shop is not documented; name the shops",
            },
          ]
        : [],
    ),
  ],
  // With "keep" a right that is not mentioned is not touched, so it has no default.
  complete: (inputs) => {
    const given = inputs.permissions;
    if (inputs.unlisted === "keep" || typeof given !== "object" || given === null) return inputs;
    return { ...inputs, permissions: { ...Object.fromEntries(rightNames.map((name) => [name, false])), ...given } };
  },
};

export function desired({ shopIds, permissions, unlisted }: Arguments): Desired {
  const named = (value: boolean) => grantSet(rightNames.filter((name) => permissions[name] === value));
  return {
    grants: union(shopGrants(shopIds), named(true)),
    denied: unlisted === "keep" ? named(false) : [],
    unlisted,
  };
}

export function render(grants: GrantSet, { permissions, unlisted }: Arguments): Properties {
  const shown =
    unlisted === "revoke" ? Object.keys(rights) : rightNames.filter((name) => permissions[name] !== undefined);
  return {
    shopIds: shopIdsIn(grants),
    permissions: Object.fromEntries(shown.map((name) => [name, grants.includes(name)])),
  };
}
