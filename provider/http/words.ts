/** The server's own words, where the answer has some in a usual place, with what it says of single fields. */
export function messageIn(body: unknown): string {
  const words = [firstText(body, ["message", "detail", "error"]), ...detailsIn(body)].flatMap((text) => text ?? []);
  return words.length === 0 ? "" : `: ${words.join("; ").slice(0, 500).replace(/\.$/, "")}`;
}

/** Complaints about single fields: `details[]` with field and message, or `errors[]` with pointer and detail (RFC 9457). */
export function detailsIn(body: unknown): string[] {
  return ["details", "errors"].flatMap((key) => {
    const list = partOf(body, key);
    return (Array.isArray(list) ? list : []).flatMap((entry) => {
      const text = typeof entry === "string" ? entry : firstText(entry, ["message", "detail"]);
      const field = firstText(entry, ["field", "pointer"]);
      if (text === undefined) return [];
      return [field === undefined ? text : `${field}: ${text}`];
    });
  });
}

function firstText(body: unknown, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const value = partOf(body, key);
    if (typeof value === "string" && value !== "") return value;
  }
  return undefined;
}

/** A field of an object; nothing where there is no object. */
export function partOf(body: unknown, key: string): unknown {
  return typeof body === "object" && body !== null ? Reflect.get(body, key) : undefined;
}
