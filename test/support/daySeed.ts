/**
 * Decides what a suite takes of that which is too much for every run: today's date, so that another part has its turn each day.
 * `TEST_SEED` gives any other one, such as that of a run which failed.
 */
export const daySeed =
  seedIn(process.env.TEST_SEED) ?? Number(new Date().toISOString().slice(0, 10).replaceAll("-", ""));

function seedIn(text: string | undefined): number | undefined {
  if (!text) return undefined;
  const seed = Number(text);
  if (Number.isSafeInteger(seed)) return seed;
  throw new Error(`TEST_SEED must be a whole number, not ${text}`);
}
