import { fuzzAnswers } from "../fuzz/fuzzAnswers.js";
import { longFuzzSettings, nameOfSettings } from "../fuzz/settings.js";
import { showTests } from "./progress.js";

jest.setTimeout(1_800_000);
showTests("strange answers", 2);

describe(nameOfSettings(longFuzzSettings), () => fuzzAnswers(longFuzzSettings));
