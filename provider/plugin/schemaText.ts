import schema from "./schema.json";

/** What the engine and the SDKs of all languages know of the package. */
export function schemaText(): string {
  return JSON.stringify(schema);
}
