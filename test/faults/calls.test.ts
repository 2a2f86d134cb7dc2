import { exercises } from "../support/exercises.js";
import { type Operation, recordOperations } from "../support/recording.js";
import { SeededRandom } from "../support/seededRandom.js";
import { everyCell, placeOf, sampleOf, troubleOf, wayOf } from "./cells.js";
import { type Cell, nameOf } from "./runCell.js";
import { signatureOf, targetCalls, unheardOf } from "./targetCalls.js";

let operations: readonly Operation[];
let every: readonly Cell[];
beforeAll(async () => {
  operations = await recordOperations(exercises);
  every = everyCell(operations);
});

test("the operations that meet the faults make every call that the package has words for, and no other", () => {
  expect(unheardOf(operations.flatMap(({ requests }) => requests.map(signatureOf)))).toEqual([]);
  expect(() => operations.map(targetCalls)).not.toThrow();
});

const sorted = (cells: readonly Cell[], nameIt: (cell: Cell) => string) => [...new Set(cells.map(nameIt))].sort();

test.each([20_261_125, 1, 2])(
  "on every day each call of each operation goes wrong, each sort of call in every way, and each system once and for ever: seed %i",
  (seed) => {
    const sample = sampleOf(every, new SeededRandom(seed));
    expect(sorted(sample, placeOf)).toEqual(sorted(every, placeOf));
    expect(sorted(sample, wayOf)).toEqual(sorted(every, wayOf));
    expect(sorted(sample, troubleOf)).toEqual(sorted(every, troubleOf));
    expect(sample.length).toBeLessThan(every.length / 8);
  },
);

test("a seed gives the same sample each time, and another one another", () => {
  const names = (seed: number) => sampleOf(every, new SeededRandom(seed)).map(nameOf);
  expect(names(1)).toEqual(names(1));
  expect(names(1)).not.toEqual(names(2));
});
