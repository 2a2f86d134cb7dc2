import { fuzzState } from "../fuzz/fuzzState.js";
import { longFuzzSettings, nameOfSettings } from "../fuzz/settings.js";
import { showTests } from "./progress.js";

jest.setTimeout(1_800_000);
showTests("spoilt state and strange arguments", 2);

describe(nameOfSettings(longFuzzSettings), () => fuzzState(longFuzzSettings));
