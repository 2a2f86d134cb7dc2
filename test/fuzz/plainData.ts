/** Paths of everything that does not survive JSON, such as undefined, on which Pulumi's dynamic host dies. */
export function notPlain(value: unknown, path = "it"): string[] {
  if (value === null || typeof value === "string" || typeof value === "boolean") return [];
  if (typeof value === "number") return Number.isFinite(value) ? [] : [`${path} is ${value}`];
  if (Array.isArray(value)) return [...value.keys()].flatMap((index) => notPlain(value[index], `${path}[${index}]`));
  if (typeof value !== "object") return [`${path} is ${String(value)}`];
  return Object.entries(value).flatMap(([key, item]) => notPlain(item, `${path}.${key}`));
}
