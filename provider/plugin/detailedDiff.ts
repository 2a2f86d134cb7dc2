import { isDeepStrictEqual } from "node:util";
import type { Properties } from "../arguments/arguments.js";
import { hasUnknown } from "../arguments/unknown.js";

export type Change = "add" | "delete" | "update";

/**
 * What differs, by path: of lists each element, because their order means nothing; of objects each property.
 *
 * @param names the properties to compare; others are no arguments
 */
export function detailedDiff(
  olds: Properties,
  news: Properties,
  names: readonly string[],
): ReadonlyMap<string, Change> {
  return new Map(names.flatMap((name) => between(name, olds[name], news[name])));
}

function between(path: string, old: unknown, now: unknown): [string, Change][] {
  if (isDeepStrictEqual(old, now)) return [];
  if (old === undefined) return [[path, "add"]];
  if (now === undefined) return [[path, "delete"]];
  if (hasUnknown(now)) return [[path, "update"]];
  if (Array.isArray(old) && Array.isArray(now)) return betweenLists(path, old, now);
  if (isObject(old) && isObject(now)) {
    const keys = [...new Set([...Object.keys(old), ...Object.keys(now)])];
    return keys.flatMap((key) => between(`${path}${step(key)}`, Reflect.get(old, key), Reflect.get(now, key)));
  }
  return [[path, "update"]];
}

function betweenLists(path: string, old: readonly unknown[], now: readonly unknown[]): [string, Change][] {
  const changes = new Map<string, Change>();
  const isIn = (list: readonly unknown[], item: unknown) => list.some((one) => isDeepStrictEqual(one, item));
  for (const [index, item] of old.entries()) if (!isIn(now, item)) changes.set(`${path}[${index}]`, "delete");
  for (const [index, item] of now.entries()) {
    const place = `${path}[${index}]`;
    if (!isIn(old, item)) changes.set(place, changes.has(place) ? "update" : "add");
  }
  return [...changes];
}

function step(key: string): string {
  return /^[A-Za-z_]\w*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
