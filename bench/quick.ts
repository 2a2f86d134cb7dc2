import type { Growth } from "./growth.js";
import { type Measured, median, steps, table } from "./tables.js";

/** What must hold before a release: ours ÷ hand-written with 200 HostUp contacts, and the exponents of the pure functions. */
const targets = { create: 0.62, "no change": 0.68, refresh: 0.95, correct: 0.83, destroy: 0.95 } as const;
const steepest = 1.1;
/** A machine that is shared is not exact. */
const tolerance = 1.1;

export interface Verdict {
  readonly report: string;
  /** What was missed by more than a tenth. */
  readonly missed: readonly string[];
}

export function verdict(measured: readonly Measured[], growth: readonly Growth[]): Verdict {
  const seconds = (variant: Measured["variant"], step: string) =>
    median(measured.filter((one) => one.variant === variant).map((one) => one.seconds[step] ?? Number.NaN));
  const ratios = steps.map((step) => ({
    name: `${step}, ours ÷ hand-written`,
    value: seconds("ours", step) / seconds("handWritten", step),
    target: targets[step],
  }));
  const exponents = growth.map(({ name, exponent }) => ({
    name: `${name}, exponent`,
    value: exponent,
    target: steepest,
  }));
  const all = [...ratios, ...exponents];
  const isMissed = ({ value, target }: { readonly value: number; readonly target: number }) =>
    !(value <= target * tolerance);
  const rows = all.map((one) => [
    one.name,
    one.value.toFixed(2),
    one.target.toFixed(2),
    isMissed(one) ? "**missed**" : "holds",
  ]);
  return {
    report: `${table(["what", "measured", "at most", ""], rows).join("\n")}\n`,
    missed: all.filter(isMissed).map(({ name, value, target }) => `${name}: ${value.toFixed(2)}, at most ${target}`),
  };
}
