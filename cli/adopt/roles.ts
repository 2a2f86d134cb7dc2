import { grantWords } from "../report/words.js";
import { classOf, type Entry } from "./program/Entry.js";

/** Sets of grants that several people have, as suggestions in words: nobody's access is expressed by them. */
export function suggestedRoles(entries: readonly Entry[]): string[][] {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    if (entry.grants.length === 0) continue;
    const key = JSON.stringify([entry.kind, entry.grants]);
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  return [...groups.values()]
    .filter((group) => group.length > 1)
    .sort((one, other) => other.length - one.length)
    .map((group) => {
      const [first] = group;
      const { kind = "", grants = [] } = first ?? {};
      const words = grantWords(kind.split("/")[0] ?? kind, grants).join(", ");
      const names = group.map(({ name }) => name).sort();
      return [
        `Suggestion: these ${group.length} ${classOf(kind)} have the same access, and may be one role: ${words}`,
        `  ${names.join(", ")}`,
      ];
    });
}
