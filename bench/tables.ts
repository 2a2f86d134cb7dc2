import type { Kind } from "./Kind.js";
import type { Variant } from "./variants.js";

export interface Measured {
  readonly variant: Variant;
  readonly path: string;
  readonly count: number;
  readonly seconds: Readonly<Record<string, number>>;
  readonly requests: Readonly<Record<string, number>>;
  /** MB. */
  readonly stateSize: number;
  /** Peaks in MB. */
  readonly memory: { readonly program?: number | undefined; readonly host?: number | undefined };
}

export const steps = ["create", "no change", "refresh", "correct", "destroy"] as const;

/** The results as Markdown: seconds with their ratios, requests, memory, size of the state. */
export function tables(measured: readonly Measured[], kinds: readonly Kind[]): string {
  const groups = new Map(measured.map((one) => [`${one.path} × ${one.count}`, one]));
  const speed = [...groups].flatMap(([name, { path, count }]) => {
    const of = (variant: Variant) =>
      measured.filter((one) => one.path === path && one.count === count && one.variant === variant);
    return steps.map((step) => {
      const seconds = (variant: Variant) => median(of(variant).map((one) => one.seconds[step] ?? Number.NaN));
      const [ours, floor, written] = [seconds("ours"), seconds("doNothing"), seconds("handWritten")];
      // Who does nothing finds nothing to correct.
      const overFloor = step === "correct" ? "–" : ratio(ours, floor);
      return [name, step, fixed(ours), fixed(floor), fixed(written), overFloor, ratio(ours, written)];
    });
  });
  const size = [...groups].map(([name, { path, count }]) => {
    const of = (variant: Variant) =>
      measured.filter((one) => one.path === path && one.count === count && one.variant === variant);
    const requests = (variant: Variant) => steps.map((step) => of(variant)[0]?.requests[step] ?? 0).join(" / ");
    const memory = (variant: Variant, who: "host" | "program") =>
      median(of(variant).map((one) => one.memory[who] ?? Number.NaN));
    const fewest = kinds.find((kind) => kind.path === path)?.fewestReads(count) ?? 0;
    return [
      name,
      requests("ours"),
      String(fewest),
      requests("handWritten"),
      ...(["ours", "doNothing", "handWritten"] as const).map(
        (variant) => `${memory(variant, "host")} / ${memory(variant, "program")}`,
      ),
      ratio(memory("ours", "host"), memory("doNothing", "host")),
      (["ours", "doNothing", "handWritten"] as const)
        .map((variant) => fixed(median(of(variant).map((one) => one.stateSize))))
        .join(" / "),
    ];
  });
  return [
    ...table(
      [
        "resources",
        "step",
        "ours (s)",
        "do-nothing (s)",
        "hand-written (s)",
        "ours ÷ do-nothing",
        "ours ÷ hand-written",
      ],
      speed,
    ),
    "",
    `Requests in the order ${steps.join(" / ")}; peak memory as host / program in MB; state file as ours / do-nothing / hand-written in MB.`,
    "",
    ...table(
      [
        "resources",
        "requests, ours",
        "fewest for a refresh",
        "requests, hand-written",
        "memory, ours",
        "do-nothing",
        "hand-written",
        "host, ours ÷ do-nothing",
        "state",
      ],
      size,
    ),
    "",
  ].join("\n");
}

export function table(columns: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(columns), line(columns.map(() => "---")), ...rows.map(line)];
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = sorted.length / 2;
  const [low = Number.NaN, high = Number.NaN] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}

function ratio(value: number, base: number): string {
  return Number.isFinite(value / base) ? (value / base).toFixed(2) : "–";
}

function fixed(value: number): string {
  return Number.isFinite(value) ? value.toFixed(value < 10 ? 2 : 1) : "–";
}
