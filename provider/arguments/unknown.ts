/**
 * The words that the engine sends to `check` and `diff` for a value that is not known until `up`, whatever type the
 * property has (pulumi/pulumi#6310). Source: sdk/go/common/resource/plugin/rpc.go.
 */
const unknownWords = new Set([
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

export function isUnknown(value: unknown): boolean {
  return typeof value === "string" && unknownWords.has(value);
}

/** Whether a value is unknown or holds one that is, at any depth. */
export function hasUnknown(value: unknown): boolean {
  if (typeof value === "string") return unknownWords.has(value);
  if (Array.isArray(value)) return value.some(hasUnknown);
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).some(([key, item]) => hasUnknown(key) || hasUnknown(item));
  }
  return false;
}

/** The value found by following `path`; the first unknown on the way ends the walk. */
export function isUnknownAt(value: unknown, path: readonly PropertyKey[]): boolean {
  if (isUnknown(value)) return true;
  const [step, ...rest] = path;
  if (step === undefined || typeof value !== "object" || value === null) return false;
  return isUnknownAt(Reflect.get(value, step), rest);
}
