import { daySeed } from "../support/daySeed.js";
import { SeededRandom } from "../support/seededRandom.js";
import { sampleOf } from "./cells.js";
import { testMatrix } from "./matrix.js";

describe(`what TEST_SEED=${daySeed} takes of the fault matrix`, () => {
  testMatrix((every) => sampleOf(every, new SeededRandom(daySeed)));
});
