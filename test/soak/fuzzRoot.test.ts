import { fuzzRoot } from "../fuzz/fuzzRoot.js";
import { longFuzzSettings, nameOfSettings } from "../fuzz/settings.js";
import { showTests } from "./progress.js";

jest.setTimeout(1_800_000);
showTests("strange privileges of SPanel", 1);

describe(nameOfSettings(longFuzzSettings), () => fuzzRoot(longFuzzSettings));
