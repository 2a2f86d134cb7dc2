import { z } from "zod";
import { expected } from "./schema.js";

const units: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const pattern = /^([1-9][0-9]*)([smhd])$/;

/** Argument such as `"24h"`. */
export const duration = () =>
  z.string({ error: expected('a time such as "30s", "15m", "24h" or "7d"') }).regex(pattern, {
    error: expected('a time such as "30s", "15m", "24h" or "7d"'),
  });

/** Milliseconds of a checked duration. */
export function milliseconds(text: string | undefined): number | undefined {
  const [, count, unit] = pattern.exec(text ?? "") ?? [];
  return count === undefined ? undefined : Number(count) * (units[unit ?? ""] ?? Number.NaN);
}
