import { fuzzState } from "./fuzzState.js";
import { fuzzSettings, nameOfSettings } from "./settings.js";

// With FUZZ_RUNS there may be many.
jest.setTimeout(1_800_000);

describe(nameOfSettings(fuzzSettings), () => fuzzState(fuzzSettings));
