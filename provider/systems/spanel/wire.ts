import qs from "qs";
import { z } from "zod";
import type { GrantSet } from "../../access/grants.js";
import { understand } from "../../connections/understand.js";
import { SystemRefusedError, UnexpectedAnswerError, UnsafeChangeError } from "../../errors.js";
import { categoryName, grantsOf, isPage } from "./vocabulary.js";

/** A form body as PHP's http_build_query writes it. Source: php.net/http_build_query; checked against real PHP in the tests. */
export function encodeForm(fields: object): string {
  return qs.stringify(fields, { arrayFormat: "indices", format: "RFC1738", skipNulls: true });
}

/** A little below PHP's default of 1,000 for max_input_vars. */
const mostVariables = 950;
/** Beside token, action, names and what an upgrade may add. */
export const mostPages = mostVariables - 10;

/**
 * The last gate before a write: a body in which no permission has arrived must not leave, because SPanel reads it as full
 * root access. It looks at the encoded text, whatever the code before it believed.
 */
export function requirePermissions(operation: string, body: string): string {
  if (body.split("&").length > mostVariables) {
    throw new UnsafeChangeError(
      operation,
      `it would carry more than ${mostVariables} values, and PHP takes 1,000 (max_input_vars) and drops the rest without a word. Write "all" for whole categories`,
    );
  }
  // A zero byte ends a key in PHP, and with it the brackets.
  if (/(^|&)permissions(%5B(?:(?!%00)[^=&])*%5D)?=[^&]/.test(body)) return body;
  throw new UnsafeChangeError(
    operation,
    "it would carry no permissions, which SPanel reads as full root access. Name at least one page",
  );
}

const envelopeSchema = z.looseObject({
  result: z.string().optional(),
  message: z.union([z.string(), z.array(z.string())]).optional(),
  msg: z.string().optional(),
  errors: z.unknown().optional(),
  data: z.unknown().optional(),
});

export type Redact = (text: string) => string;

/** The `data` of an answer. SPanel answers with status 200 also when it says no; some lists come without `result`. */
export function dataOf(operation: string, body: unknown, redact: Redact): unknown {
  const { result, message, msg, errors, data } = understand(operation, envelopeSchema, body, redact);
  const words = [...textsIn(message ?? msg), ...textsIn(errors)].join("; ");
  if (result === "error") throw new SystemRefusedError(operation, redact(words || "no reason given"));
  if (result !== undefined && result !== "success")
    throw new UnexpectedAnswerError(operation, redact(`result "${result}"`));
  if (result === undefined && data === undefined) throw new UnexpectedAnswerError(operation, "neither result nor data");
  return data;
}

/** Every text in a value, with the names under which objects hold them: which form `errors` has is not documented. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string") return value === "" ? [] : [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => {
    const texts = textsIn(part);
    return /^\d+$/.test(key) ? texts : texts.map((text) => `${key}: ${text}`);
  });
}

const successSchema = z.looseObject({ result: z.literal("success") });

/** A write counts as done only when SPanel says success in so many words. */
export function requireSuccess(operation: string, body: unknown, redact: Redact): void {
  dataOf(operation, body, redact);
  if (!successSchema.safeParse(body).success) throw new UnexpectedAnswerError(operation, "no result");
}

/** A PHP array that is a list: JSON shows it as a list, or as an object with numeric keys. */
function phpList<Item extends z.ZodType>(item: Item) {
  const numbered = z.record(z.string().regex(/^\d+$/), item).transform((entries) => Object.values(entries));
  return z.union([z.array(item), numbered]);
}

/** Rows of a list by exact name. */
export const rowsSchema = phpList(z.looseObject({ user: z.string(), permissions: z.unknown().optional() }));

/** PHP has several words for yes. */
export function isCurrentUser({ currentuser }: { readonly currentuser?: unknown }): boolean {
  return [true, 1, "1", "true", "yes"].some((yes) => currentuser === yes);
}

const pagesSchema = z.union([z.literal("all"), phpList(z.string().refine(isPage))]);
/** An empty PHP map is an empty list in JSON. */
const permissionsSchema = z.union([
  z.literal("all"),
  z.array(z.never()).transform(() => ({})),
  z.record(z.string().regex(categoryName), pagesSchema),
]);

/** What a row says that its user may do. */
export function grantsIn(operation: string, value: unknown): GrantSet {
  const grants = understoodGrants(value);
  if (grants !== undefined) return grants;
  throw new UnexpectedAnswerError(operation, 'permissions are neither "all" nor pages by category');
}

export function understoodGrants(value: unknown): GrantSet | undefined {
  const permissions = permissionsSchema.safeParse(value);
  return permissions.success ? grantsOf(permissions.data) : undefined;
}

/** The pages of each category that a server knows. */
export type Catalogue = ReadonlyMap<string, readonly string[]>;

const namesSchema = z.union([
  phpList(z.string()),
  z.record(z.string(), z.unknown()).transform((labels) => Object.keys(labels)),
]);
const catalogueSchema = z.record(
  z.string(),
  z.union([
    z.looseObject({ category: z.string().optional(), pages: namesSchema }).transform(({ pages }) => pages),
    namesSchema,
  ]),
);

/** Nothing where the answer is not understood: the catalogue only helps, it decides nothing. */
export function catalogueIn(value: unknown): Catalogue | undefined {
  const parsed = catalogueSchema.safeParse(value);
  return parsed.success && Object.keys(parsed.data).length > 0 ? new Map(Object.entries(parsed.data)) : undefined;
}
