import { entrySchema, grantsIn, unrecognisedIn } from "../../../provider/systems/bakeronline/wire.js";

const entryWith = (permissions: object) =>
  entrySchema.parse({ id: 17, shop_ids: [11], permissions, user: { email: "baker@example.com" } });

test("a right that an answer leaves out is not held", () => {
  expect(grantsIn(entryWith({ products: true, holidays: false }))).toEqual(["products", "shop:11"]);
  expect(grantsIn(entryWith({}))).toEqual(["shop:11"]);
});

test("a right without a name here is reported where it is on, whatever that looks like", () => {
  const strange = { on: true, one: 1, text: "yes", off: false, zero: 0, nothing: null, products: true };
  expect(unrecognisedIn(entryWith(strange))).toEqual(["on", "one", "text"]);
});
