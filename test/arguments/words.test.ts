import fc from "fast-check";
import { didYouMean, nearest } from "../../provider/arguments/suggest.js";
import { hasUnknown, isUnknown, isUnknownAt } from "../../provider/arguments/unknown.js";

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

describe("the nearest known word", () => {
  const known = ["canViewInvoices", "canViewTickets", "canOpenTickets", "accessAllVps", "accessAllHosting"];

  it.each([
    ["a typo", "canViewInvoces", "canViewInvoices"],
    ["another case", "ACCESSALLVPS", "accessAllVps"],
    ["a beginning", "accessAllHost", "accessAllHosting"],
    ["two letters swapped", "canOpenTikcets", "canOpenTickets"],
  ])("is found from %s", (_what, word, expected) => {
    expect(nearest(word, known)[0]).toBe(expected);
  });

  it("is not found when nothing is near", () => {
    expect(nearest("shoeSize", known)).toEqual([]);
    expect(didYouMean("shoeSize", known)).toBe("");
  });

  it("is the word itself where it is known, and at most three are offered", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1 }), (words) => {
        const [first = ""] = words;
        const found = nearest(first, words);
        expect(found.map((word) => word.toLowerCase())).toContain(first.toLowerCase());
        expect(found[0]?.toLowerCase()).toBe(first.toLowerCase());
        expect(found.length).toBeLessThanOrEqual(3);
      }),
    );
  });

  it("is offered as a question", () => {
    expect(didYouMean("canViewTicket", known)).toBe('; did you mean "canViewTickets" or "canOpenTickets"?');
  });
});

describe("a value that is not known yet", () => {
  it.each([
    ["by itself", unknown],
    ["in a list", [1, unknown]],
    ["deep down", { a: [{ b: { c: unknown } }] }],
    ["as a key", { [unknown]: true }],
  ])("is found %s", (_where, value) => {
    expect(hasUnknown(value)).toBe(true);
  });

  it("is never seen in ordinary values", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(hasUnknown(value)).toBe(false);
        expect(isUnknown(value)).toBe(false);
      }),
    );
  });

  it("ends the walk along a path wherever it stands on it", () => {
    expect(isUnknownAt({ a: unknown }, ["a", "b", 0])).toBe(true);
    expect(isUnknownAt({ a: { b: [unknown] } }, ["a", "b", 0])).toBe(true);
    expect(isUnknownAt({ a: { b: [unknown] } }, ["a", "b", 1])).toBe(false);
    expect(isUnknownAt({ a: unknown }, ["b"])).toBe(false);
  });
});
