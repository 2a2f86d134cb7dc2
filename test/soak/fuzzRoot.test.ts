import { fuzzRoot } from "../fuzz/fuzzRoot.js";
import { longFuzzSettings, nameOfSettings } from "../fuzz/settings.js";

jest.setTimeout(1_800_000);

describe(nameOfSettings(longFuzzSettings), () => fuzzRoot(longFuzzSettings));
