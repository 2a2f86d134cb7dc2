import { expectOneListFor } from "../support/manyShopUsers.js";

jest.setTimeout(180_000);

// `npm run test:soak` does it with a thousand.
test("a refresh of a hundred users of one company is one list request", () => expectOneListFor(100));
