/**
 * Where a value that was read holds a number that JSON.parse has rounded, as a path; nothing where all are exact. Written back, such a number
 * would name something else.
 */
export function inexactNumberIn(value: unknown, path = ""): string | undefined {
  if (typeof value === "number") {
    const isExact = Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value);
    return isExact ? undefined : path;
  }
  if (typeof value !== "object" || value === null) return undefined;
  for (const [key, part] of Object.entries(value)) {
    const found = inexactNumberIn(part, path === "" ? key : `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
