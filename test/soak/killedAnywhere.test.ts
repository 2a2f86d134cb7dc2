import { expectRepaired } from "../support/expectRepaired.js";
import { kills, killWords } from "../support/kills.js";
import { showTests } from "./progress.js";

jest.setTimeout(180_000);
showTests(`${kills.length} points at which a run is killed`, 25);

test.each(kills)(killWords, expectRepaired);
