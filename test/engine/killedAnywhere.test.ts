import { daySeed } from "../support/daySeed.js";
import { expectRepaired } from "../support/expectRepaired.js";
import { kills, killWords } from "../support/kills.js";
import { SeededRandom } from "../support/seededRandom.js";

jest.setTimeout(180_000);

/** For each victim another point each day, and for all three together every operation; `npm run test:soak` kills at every write. */
function sample(random: SeededRandom) {
  // One of them with the native plugin.
  const shells = random.shuffled(["dynamic", "dynamic", "native"] as const);
  const operations = random.shuffled(["up", "update", "destroy"] as const);
  return (["all", "engine", "host"] as const).map((victim, index) => {
    const [first, ...others] = kills.filter((kill) => kill.victim === victim && kill.operation === operations[index]);
    if (first === undefined) throw new Error(`nothing kills ${victim} during ${operations[index]}`);
    return { ...random.pick([first, ...others]), shell: shells[index] ?? "dynamic" };
  });
}

describe(`TEST_SEED=${daySeed}`, () => {
  test.each(sample(new SeededRandom(daySeed)))(killWords, expectRepaired);
});
