import { z } from "zod";

/** Makes zod's complaint a sentence: what to write, and what was there instead. */
export function expected(what: string) {
  return ({ input }: { readonly input?: unknown }): string =>
    input === undefined ? `is required: write ${what}` : `must be ${what}, not ${shown(input)}`;
}

function shown(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "an object";
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

export const flag = () => z.boolean({ error: expected("true or false") });

export const wholeNumber = (what: string) =>
  z
    .number({ error: expected(what) })
    .refine((value) => Number.isSafeInteger(value) && value >= 1, { error: expected(what) });

export const word = (what: string) =>
  z
    .string({ error: expected(what) })
    .refine((text) => text.trim() !== "" && text === text.trim(), { error: expected(what) });

export const oneOf = <const Words extends readonly [string, ...string[]]>(words: Words) =>
  z.enum(words, { error: expected(words.map((choice) => JSON.stringify(choice)).join(" or ")) });

/** A list in which order and repetition mean nothing: it comes out sorted, each item once. */
export const setOf = <Item extends string | number>(item: z.ZodType<Item>, what: string) =>
  z.array(item, { error: expected(what) }).transform((items) => [...new Set(items)].sort(ascending));

function ascending(left: string | number, right: string | number): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

export const connectionName = () =>
  z
    .string({ error: expected('the name of a connection, such as "default"') })
    .regex(/^[A-Za-z][A-Za-z0-9_-]*$/, { error: 'must be a name of letters, digits, "_" and "-", such as "web1"' })
    .default("default");

export const unlisted = () => oneOf(["revoke", "keep"]).default("revoke");

export const onDelete = (byDefault: "revoke" | "keep" = "revoke") =>
  oneOf(["revoke", "restore", "keep"]).default(byDefault);
