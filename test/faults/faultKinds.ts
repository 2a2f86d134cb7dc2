import type { Fault } from "../../sandbox/index.js";
import type { TargetCall } from "./targetCalls.js";

/** One way in which a call goes wrong. */
export interface FaultKind {
  readonly name: string;
  /** Whether a repetition may help, so that a fault that passes must be overcome. */
  readonly passes: boolean;
  /** Whether it shows only by the time that passes. How much is left for a repetition then depends on the machine. */
  readonly hangs?: boolean;
  /** Whether the system says that it did nothing although it did. Where nothing can be read, its word is all there is. */
  readonly lies?: boolean;
  readonly fault: (call: TargetCall) => Fault;
}

const kinds: readonly (Pick<FaultKind, "name"> & { readonly fault: Fault })[] = [
  { name: "429 with Retry-After", fault: { kind: "status", status: 429, retryAfter: 0 } },
  { name: "503 with Retry-After", fault: { kind: "status", status: 503, retryAfter: 0 } },
  { name: "500", fault: { kind: "status", status: 500 } },
  { name: "a reset", fault: { kind: "reset" } },
  { name: "no answer", fault: { kind: "hang" } },
  { name: "a web page", fault: { kind: "html" } },
  { name: "an empty answer", fault: { kind: "empty" } },
];

/** Faults that replace the answer of a call that was carried out. */
const afterwards = ["500", "a reset", "no answer", "a web page", "an empty answer"];

/** How each system says no with status 200. */
export const refusals: Readonly<Record<string, unknown>> = {
  hostup: { success: true, data: { success: false, error: "Upstream is down" } },
  spanel: { result: "error", message: ["Something went wrong"] },
  vms: { message: "Server Error" },
  bakeronline: { message: "Something went wrong" },
  "bakeronline-accounts": { error: "temporarily_unavailable", message: "Something went wrong" },
};

const refusal = (afterEffect: boolean): FaultKind => ({
  name: `an error with status 200${afterEffect ? ", carried out all the same" : ""}`,
  passes: false,
  lies: afterEffect,
  fault: ({ system }) => ({ kind: "status", status: 200, body: refusals[system], afterEffect }),
});

/** Everything that promise 10 names. What takes effect first differs only for calls that have one. */
export function faultKinds(call: TargetCall): readonly FaultKind[] {
  const passing = kinds.map(({ name, fault }) => ({
    name,
    passes: fault.kind !== "hang",
    hangs: fault.kind === "hang",
    fault: () => fault,
  }));
  const late = kinds
    .filter(({ name }) => afterwards.includes(name))
    .map(({ name, fault }) => ({
      name: `${name}, although carried out`,
      passes: fault.kind !== "hang",
      hangs: fault.kind === "hang",
      fault: () => ({ ...fault, afterEffect: true }),
    }));
  const always: readonly FaultKind[] = [
    ...passing,
    { name: "half an answer", passes: true, fault: () => ({ kind: "truncate" }) },
    {
      name: "429 with a pause longer than a call may last",
      passes: false,
      fault: () => ({ kind: "status", status: 429, retryAfter: 3600 }),
    },
    refusal(false),
  ];
  return call.reads ? always : [...always, ...late, refusal(true)];
}
