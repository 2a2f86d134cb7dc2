import type { Fault } from "../../sandbox/index.js";
import type { SeededRandom } from "../support/seededRandom.js";

/** Whose requests meet the faults, and how often: those with many calls stand there twice. */
export const targets = ["hostup", "spanel", "spanel", "vms", "vms", "bakeronline", "bakeronline-accounts"] as const;

/** Something that goes wrong with a few of the next requests of one system. */
export function randomFault(random: SeededRandom, hangs: boolean): Fault {
  const kind = random.pick<Fault["kind"]>([
    "status",
    "status",
    "status",
    "reset",
    "reset",
    "truncate",
    "html",
    "empty",
  ]);
  const status = random.pick([429, 500, 502, 503, 200, 400, 403]);
  const retryAfter = random.pick([0, undefined]);
  return {
    system: random.pick(targets),
    kind: random.chance(0.01) && hangs ? "hang" : kind,
    status,
    body: status === 200 ? { result: "error", success: false, message: "Something went wrong" } : undefined,
    ...(retryAfter === undefined ? {} : { retryAfter }),
    skip: random.below(40),
    times: 1 + random.below(4),
    afterEffect: status !== 400 && status !== 403 && status !== 200 && random.chance(0.5),
  };
}
