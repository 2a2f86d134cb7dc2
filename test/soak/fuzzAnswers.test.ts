import { fuzzAnswers } from "../fuzz/fuzzAnswers.js";
import { longFuzzSettings, nameOfSettings } from "../fuzz/settings.js";

jest.setTimeout(1_800_000);

describe(nameOfSettings(longFuzzSettings), () => fuzzAnswers(longFuzzSettings));
