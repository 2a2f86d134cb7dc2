import { type Sandbox, startSandbox } from "../../sandbox/index.js";
import { exercises } from "../support/exercises.js";
import { operationNames, recordOperations } from "../support/recording.js";
import { repeatAtOnce } from "../support/repeatAtOnce.js";
import { everyCell } from "./cells.js";
import { type Cell, nameOf, runCell } from "./runCell.js";

/** Cells that are under way at once: those that wait for an answer that never comes have a lane of their own, and do little. */
const lanes = { busy: 12, idle: 36 };

/** Operations that send nothing, so that nothing can go wrong with a call of theirs. */
const silent: readonly string[] = [
  "DelegatedAccess, delete",
  "VmsUserPermissions without admin credentials, read",
  "VmsUserPermissions without admin credentials, inspect",
  "VmsUserPermissions without admin credentials, correct",
];

/** Told of each cell that is done. */
type Note = (done: number, all: number) => void;

/** Lets calls of operations go wrong, as `choose` says. */
export function testMatrix(choose: (every: readonly Cell[]) => readonly Cell[], note: Note = () => undefined): void {
  const places = exercises.flatMap((exercise) => operationNames.map((name) => [name, exercise.name] as const));
  const isSilent = ([name, exercise]: readonly [string, string]) => silent.includes(`${exercise}, ${name}`);
  let cells: readonly Cell[];
  let problems: readonly string[];
  repeatAtOnce();
  beforeAll(async () => {
    cells = choose(everyCell(await recordOperations(exercises)));
    problems = await problemsIn(cells, note);
  }, 900_000);

  test("only of an operation that is known to send nothing does no call go wrong", () => {
    const tried = new Set(cells.map(({ operation: { name, exercise } }) => `${exercise.name}, ${name}`));
    const untried = places.map(([name, exercise]) => `${exercise}, ${name}`).filter((place) => !tried.has(place));
    expect(untried.sort()).toEqual([...silent].sort());
  });

  test.each(places.filter((place) => !isSilent(place)))(
    "whatever goes wrong with any call of %s is overcome, or named and repaired by running it again: %s",
    (name, exercise) => {
      expect(problems.filter((problem) => problem.startsWith(`${exercise}, ${name}: `))).toEqual([]);
    },
  );
}

async function problemsIn(cells: readonly Cell[], note: Note): Promise<string[]> {
  const [busy, idle] = [cells.filter(({ kind }) => !kind.hangs), cells.filter(({ kind }) => kind.hangs)];
  const sandboxesFor = (some: readonly Cell[], most: number) =>
    Promise.all(Array.from({ length: Math.min(most, some.length) }, () => startSandbox()));
  // All at first: making a server's key takes the time of whoever is at work already.
  const [first, second] = [await sandboxesFor(busy, lanes.busy), await sandboxesFor(idle, lanes.idle)];
  let done = 0;
  const noteOne = () => note(++done, cells.length);
  try {
    return (await Promise.all([runAll(busy, first, noteOne), runAll(idle, second, noteOne)])).flat();
  } finally {
    await Promise.all([...first, ...second].map((sandbox) => sandbox.close()));
  }
}

async function runAll(cells: readonly Cell[], sandboxes: readonly Sandbox[], noteOne: () => void): Promise<string[]> {
  const waiting = [...cells];
  const problems: string[] = [];
  const work = async (sandbox: Sandbox) => {
    for (let cell = waiting.shift(); cell !== undefined; cell = waiting.shift()) {
      const name = nameOf(cell);
      problems.push(...(await runCell(sandbox, cell)).map((problem) => `${name}: ${problem}`));
      noteOne();
    }
  };
  await Promise.all(sandboxes.map(work));
  return problems;
}
