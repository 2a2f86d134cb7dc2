import { z } from "zod";
import type { Desired } from "../../access/access.js";
import type { GrantSet } from "../../access/grants.js";
import { itemFault, nameFault } from "../../arguments/address.js";
import { type ArgumentSchema, itemFaults, nameRule, type Properties, rule } from "../../arguments/arguments.js";
import { duration } from "../../arguments/duration.js";
import { connectionName, expected, onDelete, oneOf, unlisted, word } from "../../arguments/schema.js";
import { timeZone, until } from "../../arguments/until.js";
import { categoryName, grantsOf, isPage, kinds, type Permissions, permissionsOf } from "./vocabulary.js";
import { mostPages } from "./wire.js";

const example = 'pages by category, such as { email: "all", domain: ["redirects"] }, or "all" for full root access';
export const meansRoot = "SPanel reads a missing or empty set as full root access";

/** Only the form: the set that was found may be empty, the one that is asked for may not. */
const permissions = () =>
  z.unknown().transform((value, context): Permissions => {
    const refuse = (path: readonly PropertyKey[], message: string) => {
      context.addIssue({ code: "custom", path: [...path], message });
      return z.NEVER;
    };
    if (value === "all") return "all";
    if (value === undefined || value === null) return refuse([], `is required: write ${example}. ${meansRoot}`);
    if (typeof value !== "object" || Array.isArray(value)) return refuse([], expected(example)({ input: value }));
    const entries = Object.entries(value).map(([category, pages]): [string, "all" | string[]] => {
      if (!categoryName.test(category))
        refuse([category], "is not the name of a category: write one such as email or domain");
      if (pages === "all") return [category, "all"];
      if (!Array.isArray(pages)) {
        refuse([category], `${expected('"all" or a list of pages')({ input: pages })}. ${meansRoot}`);
        return [category, []];
      }
      const names = pages.map((page: unknown, index) => {
        if (typeof page === "string" && isPage(page)) return page;
        const advice =
          page === "all" || page === "*"
            ? 'a page; write "all" without brackets for every page'
            : 'the name of a page, such as "redirects"';
        return refuse([category, index], expected(advice)({ input: page }));
      });
      return [category, [...new Set(names)].sort()];
    });
    return Object.fromEntries(entries.sort(([left], [right]) => (left < right ? -1 : 1)));
  });

const object = z.object({
  connection: connectionName(),
  kind: oneOf(kinds).default("account"),
  username: word("the name of the account, sub-user or administrator"),
  accountUser: word("the name of the account that the sub-user belongs to").optional(),
  permissions: permissions(),
  unlisted: unlisted(),
  onDelete: onDelete("keep"),
  until: until(),
  timeZone: timeZone(),
  restoreTo: permissions().optional(),
  reassertAfter: duration().optional(),
});

export type Arguments = z.output<typeof object>;

/** What is empty in a set that must not be, and which names are none. */
function faultsIn(property: string, value: Permissions | undefined) {
  if (value === undefined || value === "all") return [];
  const pages = grantsOf(value).length;
  if (pages > mostPages) {
    const reason = `has ${pages} pages, and PHP takes at most 1,000 values (max_input_vars) and drops the rest without a word: write "all" for whole categories`;
    return [{ path: [property], reason }];
  }
  const names = Object.entries(value).flatMap(([category, listed]) =>
    (listed === "all" ? [] : listed).flatMap((page) => itemFaults([property, category], page, itemFault)),
  );
  const empty = Object.entries(value).filter(([, pages]) => pages.length === 0);
  const cure = `write ${example}`;
  if (Object.keys(value).length === 0) return [{ path: [property], reason: `is empty, and ${meansRoot}: ${cure}` }];
  const holes = empty.map(([category]) => ({
    path: [property, category],
    reason: `has no page: an empty list vanishes on the way to SPanel. Leave ${category} out, or write "all" or its pages`,
  }));
  return [...holes, ...names];
}

export const schema: ArgumentSchema<Arguments> = {
  object,
  rules: [
    nameRule(object, "username", nameFault),
    nameRule(object, "accountUser", nameFault),
    rule(object.pick({ permissions: true }), (args) => faultsIn("permissions", args.permissions)),
    rule(object.pick({ restoreTo: true }), (args) => faultsIn("restoreTo", args.restoreTo)),
    rule(object.pick({ kind: true, accountUser: true }), ({ kind, accountUser }) => {
      if (kind === "subuser" && accountUser === undefined) {
        return [
          {
            path: ["accountUser"],
            reason: 'is required with kind "subuser": write the name of the account that it belongs to',
          },
        ];
      }
      if (kind !== "subuser" && accountUser !== undefined) {
        return [{ path: ["accountUser"], reason: `belongs to kind "subuser" only, not to "${kind}": leave it out` }];
      }
      return [];
    }),
    rule(object.pick({ kind: true, unlisted: true }), ({ kind, unlisted }) =>
      kind === "account" && unlisted === "keep"
        ? [
            {
              path: ["unlisted"],
              reason:
                'cannot be "keep" with kind "account": SPanel does not tell what is there, so nothing can be kept; write "revoke"',
            },
          ]
        : [],
    ),
    rule(object.pick({ onDelete: true }), ({ onDelete }) =>
      onDelete === "revoke"
        ? [
            {
              path: ["onDelete"],
              reason: `cannot be "revoke": ${meansRoot}; write "keep", or "restore" with restoreTo`,
            },
          ]
        : [],
    ),
    rule(object.pick({ kind: true, onDelete: true, restoreTo: true }), ({ kind, onDelete, restoreTo }) =>
      kind === "account" && onDelete === "restore" && restoreTo === undefined
        ? [
            {
              path: ["restoreTo"],
              reason:
                'is required with onDelete "restore" and kind "account": SPanel does not tell what was there before',
            },
          ]
        : [],
    ),
  ],
};

export function desired({ permissions, unlisted }: Arguments): Desired {
  return { grants: grantsOf(permissions), denied: [], unlisted };
}

export function render(grants: GrantSet): Properties {
  return { permissions: permissionsOf(grants) };
}
