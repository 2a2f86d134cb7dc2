import { z } from "zod";

/** A property as Pulumi's package schema has it. */
export type Property = Readonly<Record<string, unknown>>;

const shapeSchema = z.looseObject({
  type: z.string().optional(),
  items: z.unknown().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  additionalProperties: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
});

const anything: Property = { $ref: "pulumi.json#/Any" };

/**
 * The type that a zod schema takes.
 *
 * @param token names an object's type
 * @param describe the words for a property of it
 * @param types takes the object's type
 */
export function typeOf(
  schema: z.core.$ZodType,
  token: string,
  describe: (property: string) => string,
  types: Record<string, object>,
): Property {
  const json: unknown = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  const isWhole = (values: (example: number) => unknown) =>
    z.safeParse(schema, values(1)).success &&
    [0.5, 1.5].every((example) => !z.safeParse(schema, values(example)).success);
  const convert = (one: unknown, values: (example: number) => unknown): Property => {
    const { type, items, properties, additionalProperties, anyOf } = shapeSchema.parse(one);
    if (anyOf !== undefined) return { oneOf: anyOf.map((each) => convert(each, values)) };
    if (type === "number") return { type: isWhole(values) ? "integer" : "number" };
    if (type === "string" || type === "boolean" || type === "integer") return { type };
    if (type === "array") return { type, items: convert(items, (example) => [values(example)]) };
    if (properties === undefined && type === "object" && typeof additionalProperties === "object") {
      return { type, additionalProperties: convert(additionalProperties, (example) => ({ any: values(example) })) };
    }
    if (properties === undefined) return anything;
    const own = Object.entries(properties).map(([key, property]) => [
      key,
      { ...convert(property, values), description: describe(key) },
    ]);
    types[token] = { type: "object", description: describe(""), properties: Object.fromEntries(own) };
    return { $ref: `#/types/${token}` };
  };
  return convert(json, (example) => example);
}
