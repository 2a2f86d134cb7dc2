import { fuzzRoot } from "./fuzzRoot.js";
import { fuzzSettings, nameOfSettings } from "./settings.js";

// With FUZZ_RUNS there may be many.
jest.setTimeout(1_800_000);

describe(nameOfSettings(fuzzSettings), () => fuzzRoot(fuzzSettings));
