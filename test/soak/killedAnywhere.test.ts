import { expectRepaired } from "../support/expectRepaired.js";
import { kills, killWords } from "../support/kills.js";

jest.setTimeout(180_000);

test.each(kills)(killWords, expectRepaired);
