import { expectOneListFor } from "../support/manyShopUsers.js";

jest.setTimeout(240_000);

test("a refresh of a thousand users of one company is one list request", () => expectOneListFor(1_000));
