import { type Kill, killAndRepair } from "./killedRuns.js";

const found: Readonly<Record<string, readonly string[]>> = {
  "contact-1": ["canViewTickets"],
  "contact-2": ["canViewTickets"],
  one: ["domain/domains"],
  two: ["domain/domains"],
  "guard@example.com": ["layouts-index"],
  "clerk@example.com": ["layouts-index"],
  "old@example.com": ["discounts", "shop:19"],
  // What BakerOnline gives somebody whom it has just been told of.
  "new@example.com": ["newsletters"],
};
const written: Readonly<Record<string, readonly string[]>> = {
  "contact-1": ["canViewInvoices"],
  "contact-2": ["canViewInvoices"],
  one: ["email/*"],
  two: ["email/*"],
  "guard@example.com": ["archives-show"],
  "clerk@example.com": ["archives-show"],
  "old@example.com": ["newsletters", "shop:11"],
  "new@example.com": ["newsletters", "shop:11"],
};

/**
 * After a kill and the same command once more: exactly the declared access, nobody twice, nothing lost from the state, nothing left
 * to do, and baselines that are either what was there at first or, where the first run's write is all that is left, what it wrote.
 */
export async function expectRepaired(kill: Kill): Promise<void> {
  const { live, expected, baselines, entries, incidents, again } = await killAndRepair(kill);
  expect(live).toEqual(expected);
  expect(entries).toBe(2);
  expect(incidents).toBe(0);
  if (kill.operation === "destroy") {
    expect(baselines).toEqual({});
    return;
  }
  expect(again).toEqual({ same: Object.keys(found).length + 1 });
  expect(Object.keys(baselines).sort()).toEqual(Object.keys(found).sort());
  for (const [name, baseline] of Object.entries(baselines)) {
    // What was there at first; else what the first run wrote, or, where the state could not know of that run, nothing.
    const otherwise = kill.checkpoints ? written[name] : null;
    const documented = kill.operation === "update" ? [found[name]] : [found[name], otherwise];
    expect(documented).toContainEqual(baseline);
  }
}
