import { type Sandbox, startSandbox } from "../../sandbox/index.js";
import { exercises } from "../support/exercises.js";
import { type Operation, type OperationName, recordOperations } from "../support/recording.js";
import { faultKinds } from "./faultKinds.js";
import { type Cell, nameOf, runCell } from "./runCell.js";
import { targetCalls } from "./targetCalls.js";

/** Cells that are under way at once: those that wait for an answer that never comes have a lane of their own, and do little. */
const lanes = { busy: 12, idle: 36 };

/** Operations that send nothing, so that nothing can go wrong with a call of theirs. */
const silent: readonly string[] = [
  "DelegatedAccess, delete",
  "VmsUserPermissions without admin credentials, read",
  "VmsUserPermissions without admin credentials, inspect",
  "VmsUserPermissions without admin credentials, correct",
];

/**
 * Every fault on every call that an operation makes, once and for ever. `npm test` takes them by turns: what create meets once,
 * update, which makes the same calls, meets for ever, and the other way round.
 */
export function testMatrix(names: readonly OperationName[], { whole }: { readonly whole: boolean }): void {
  const places = exercises.flatMap((exercise) => names.map((name) => [name, exercise.name] as const));
  const isSilent = ([name, exercise]: readonly [string, string]) => silent.includes(`${exercise}, ${name}`);
  let cells: readonly Cell[];
  let problems: readonly string[];
  beforeAll(async () => {
    // The shortest of the random waits before a retry.
    jest.spyOn(Math, "random").mockReturnValue(0);
    const operations = await recordOperations(exercises);
    cells = operations.filter(({ name }) => names.includes(name)).flatMap((operation) => cellsOf(operation, whole));
    problems = await problemsIn(cells);
  }, 900_000);
  afterAll(() => jest.restoreAllMocks());

  test("only of an operation that is known to send nothing does no call go wrong", () => {
    const tried = new Set(cells.map(({ operation: { name, exercise } }) => `${exercise.name}, ${name}`));
    const untried = places.map(([name, exercise]) => `${exercise}, ${name}`).filter((place) => !tried.has(place));
    expect(untried.sort()).toEqual(
      places
        .filter(isSilent)
        .map(([name, exercise]) => `${exercise}, ${name}`)
        .sort(),
    );
  });

  test.each(places.filter((place) => !isSilent(place)))(
    "whatever goes wrong with any call of %s is overcome, or named and repaired by running it again: %s",
    (name, exercise) => {
      expect(problems.filter((problem) => problem.startsWith(`${exercise}, ${name}: `))).toEqual([]);
    },
  );
}

function cellsOf(operation: Operation, whole: boolean): Cell[] {
  const turn = operation.name === "update" ? 1 : 0;
  return targetCalls(operation).flatMap((call, place) =>
    faultKinds(call).flatMap((kind, index) => {
      if (kind.lies && !operation.exercise.readable) return [];
      const cell = { operation, call, kind };
      const both = [
        { ...cell, times: 1 },
        { ...cell, times: Number.POSITIVE_INFINITY },
      ];
      return whole || looksOnly(operation) ? both : both.filter((_, at) => (at + place + index + turn) % 2 === 0);
    }),
  );
}

function looksOnly({ name }: Operation): boolean {
  return name === "read" || name === "inspect";
}

async function problemsIn(cells: readonly Cell[]): Promise<string[]> {
  const [busy, idle] = [cells.filter(({ kind }) => !kind.hangs), cells.filter(({ kind }) => kind.hangs)];
  // All at first: making a server's key takes the time of whoever is at work already.
  const sandboxes = await Promise.all(Array.from({ length: lanes.busy + lanes.idle }, () => startSandbox()));
  try {
    const [first, second] = [sandboxes.slice(0, lanes.busy), sandboxes.slice(lanes.busy)];
    return (await Promise.all([runAll(busy, first), runAll(idle, second)])).flat();
  } finally {
    await Promise.all(sandboxes.map((sandbox) => sandbox.close()));
  }
}

async function runAll(cells: readonly Cell[], sandboxes: readonly Sandbox[]): Promise<string[]> {
  const waiting = [...cells];
  const problems: string[] = [];
  const work = async (sandbox: Sandbox) => {
    for (let cell = waiting.shift(); cell !== undefined; cell = waiting.shift()) {
      const name = nameOf(cell);
      problems.push(...(await runCell(sandbox, cell)).map((problem) => `${name}: ${problem}`));
    }
  };
  await Promise.all(sandboxes.map(work));
  return problems;
}
