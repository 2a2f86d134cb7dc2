import {
  type Access,
  type Covers,
  type Desired,
  managedAccess,
  planAccess,
  sameGrant,
} from "../provider/access/access.js";
import { type GrantSet, grantSet } from "../provider/access/grants.js";
import { covers as wildcards } from "../provider/systems/spanel/vocabulary.js";
import { median, table } from "./tables.js";

const sizes = [100, 1_000, 10_000, 100_000] as const;

/** Sets that share half of their grants: as much to grant as to revoke. */
function halves(count: number, nameOf: (index: number) => string): readonly [GrantSet, GrantSet] {
  const from = (start: number) => grantSet(Array.from({ length: count }, (_, index) => nameOf(start + index)));
  return [from(0), from(Math.floor(count / 2))];
}

interface Operation {
  readonly name: string;
  readonly nameOf: (index: number) => string;
  readonly run: (desired: GrantSet, held: GrantSet) => unknown;
}

const asked = (grants: GrantSet, unlisted: Desired["unlisted"]): Desired => ({ grants, denied: [], unlisted });
const there = (grants: GrantSet): Access => ({ grants, implied: [] });
const over = (what: string, nameOf: (index: number) => string, covers: Covers): Operation[] => [
  {
    name: `plan, ${what}`,
    nameOf,
    run: (wanted, held) => planAccess(asked(wanted, "revoke"), there(held), [], covers),
  },
  {
    name: `plan with "keep", ${what}`,
    nameOf,
    run: (wanted, held) => planAccess(asked(wanted, "keep"), there(held), held, covers),
  },
  {
    name: `what a resource speaks for, ${what}`,
    nameOf,
    run: (wanted, held) => managedAccess(asked(wanted, "revoke"), there(held), covers),
  },
];

const operations: readonly Operation[] = [
  ...over("no wide grants", (index) => `service:${index}`, sameGrant),
  // Ten categories, one of them wide.
  ...over("wide grants", (index) => (index % 1_000 === 0 ? `wide${index}/*` : `page${index % 10}/${index}`), wildcards),
];

export interface Growth {
  readonly name: string;
  /** Milliseconds at each size. */
  readonly milliseconds: readonly number[];
  /** Of the time over the size, from 1,000 on: below, the clock is too coarse. */
  readonly exponent: number;
}

/** How the time of the pure functions grows with the number of grants. */
export function growth(): readonly Growth[] {
  return operations.map(({ name, nameOf, run }) => {
    const milliseconds = sizes.map((size) => {
      const [wanted, held] = halves(size, nameOf);
      const repeats = Math.max(1, Math.ceil(20_000 / size));
      const once = () => {
        const begun = performance.now();
        for (let turn = 0; turn < repeats; turn++) run(wanted, held);
        return (performance.now() - begun) / repeats;
      };
      once();
      return median(Array.from({ length: 5 }, once));
    });
    const points = sizes.map((size, index): [number, number] => [Math.log(size), Math.log(milliseconds[index] ?? 0)]);
    return { name, milliseconds, exponent: slope(points.slice(1)) };
  });
}

/** Of the line that fits best. */
function slope(points: readonly (readonly [number, number])[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(points.map(([one]) => one)), mean(points.map(([, other]) => other))];
  const both = points.reduce((sum, [one, other]) => sum + (one - x) * (other - y), 0);
  return both / points.reduce((sum, [one]) => sum + (one - x) ** 2, 0);
}

export function growthTable(measured: readonly Growth[]): string {
  const rows = measured.map(({ name, milliseconds, exponent }) => [
    name,
    ...milliseconds.map((value) => value.toPrecision(2)),
    exponent.toFixed(2),
  ]);
  return [...table(["milliseconds", ...sizes.map((size) => size.toLocaleString("en")), "exponent"], rows), ""].join(
    "\n",
  );
}
