import { type Aftermath, type Kill, killAndRepair } from "./killedRuns.js";

/** What everybody had before the first run, and whom {@link Aftermath.live} calls them. */
const found: Readonly<Record<string, { readonly key: string; readonly grants: readonly string[] }>> = {
  "contact-1": { key: "contact1", grants: ["canViewTickets"] },
  "contact-2": { key: "contact2", grants: ["canViewTickets"] },
  one: { key: "one", grants: ["domain/domains"] },
  two: { key: "two", grants: ["domain/domains"] },
  "guard@example.com": { key: "guard", grants: ["layouts-index"] },
  "clerk@example.com": { key: "clerk", grants: ["layouts-index"] },
  "old@example.com": { key: "old", grants: ["discounts", "shop:19"] },
  // Whoever is entered by the resource had nothing, whatever BakerOnline then gives them.
  "new@example.com": { key: "newcomer", grants: [] },
};

/**
 * After a kill and the same command once more: exactly the declared access, nobody twice, nothing lost from the state, nothing left
 * to do, and the baselines that docs/scale.md promises.
 */
export async function expectRepaired(kill: Kill): Promise<void> {
  const aftermath = await killAndRepair(kill);
  expect(aftermath.live).toEqual(aftermath.expected);
  expect(aftermath.entries).toBe(2);
  expect(aftermath.incidents).toBe(0);
  expect(aftermath.pendingOperations).toBe(0);
  expect(aftermath.baselines).toEqual(kill.operation === "destroy" ? {} : promisedBaselines(kill, aftermath));
  if (kill.operation !== "destroy") expect(aftermath.again).toEqual({ same: Object.keys(found).length + 1 });
}

/**
 * Without checkpoints none. With them what was there at first, but for the few that were being created when the kill came: these
 * have what they found at the second attempt.
 */
function promisedBaselines({ operation, checkpoints }: Kill, { killed }: Aftermath): Aftermath["baselines"] {
  const all = Object.entries(found).map(([name, { key, grants }]) => {
    if (!checkpoints) return [name, null] as const;
    if (operation === "update" || Object.hasOwn(killed.baselines, name)) return [name, grants] as const;
    const atTheKill = killed.live[key] ?? "";
    return [name, atTheKill === "" ? grants : atTheKill.split(",")] as const;
  });
  return Object.fromEntries(all);
}
