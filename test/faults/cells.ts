import type { Operation } from "../support/recording.js";
import type { SeededRandom } from "../support/seededRandom.js";
import { faultKinds } from "./faultKinds.js";
import { type Cell, timesOf } from "./runCell.js";
import { targetCalls } from "./targetCalls.js";

/** Every fault on every call that the operations make, once and for ever. */
export function everyCell(operations: readonly Operation[]): readonly Cell[] {
  return operations.flatMap((operation) =>
    targetCalls(operation).flatMap((call) =>
      faultKinds(call)
        .filter(({ lies }) => lies !== true || operation.exercise.readable)
        .flatMap((kind) => [1, Number.POSITIVE_INFINITY].map((times) => ({ operation, call, kind, times }))),
    ),
  );
}

/** Which call of which operation goes wrong. */
export function placeOf({ operation, call }: Cell): string {
  return `${operation.exercise.name}, ${operation.name}: ${call.name}`;
}

/** What goes wrong with which sort of call, whoever makes it. */
export function wayOf({ call, kind }: Cell): string {
  return `${call.signature}${call.verifies ? " that verifies" : ""}: ${kind.name}`;
}

/** What goes wrong with which system, and how often. An answer that never comes costs time: once or for ever is enough. */
export function troubleOf({ call, kind, times }: Cell): string {
  return `${call.system}: ${kind.name}${kind.hangs ? "" : timesOf(times)}`;
}

/**
 * As few cells as it takes for each call of each operation to go wrong somehow, each sort of call in every way, and each system
 * once and for ever. Chance decides what meets what.
 */
export function sampleOf(cells: readonly Cell[], random: SeededRandom): readonly Cell[] {
  const names = [wayOf, troubleOf, placeOf];
  const uses = new Map<string, number>();
  const usesOf = (name: string) => uses.get(name) ?? 0;
  const usesAround = (cell: Cell) => usesOf(troubleOf(cell)) + usesOf(placeOf(cell));
  const sample: Cell[] = [];
  for (const nameIt of names) {
    for (const [name, group] of random.shuffled(groupsOf(cells, nameIt))) {
      // Met already, for another reason.
      if (usesOf(name) > 0) continue;
      const [cell] = random.shuffled(group).sort((left, right) => usesAround(left) - usesAround(right));
      if (cell === undefined) continue;
      sample.push(cell);
      for (const nameOfIt of names) uses.set(nameOfIt(cell), usesOf(nameOfIt(cell)) + 1);
    }
  }
  return sample;
}

function groupsOf(cells: readonly Cell[], nameIt: (cell: Cell) => string): (readonly [string, readonly Cell[]])[] {
  const groups = new Map<string, Cell[]>();
  for (const cell of cells) {
    const known = groups.get(nameIt(cell));
    if (known === undefined) groups.set(nameIt(cell), [cell]);
    else known.push(cell);
  }
  return [...groups];
}
