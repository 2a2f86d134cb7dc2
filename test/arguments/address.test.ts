import fc from "fast-check";
import { addressFault, canonicalAddress, isSameAddress, nameFault } from "../../provider/arguments/address.js";
import { checkArguments } from "../../provider/arguments/arguments.js";
import { schema as shopUsers } from "../../provider/systems/bakeronline/schema.js";
import { schema as delegates } from "../../provider/systems/hostup/delegatedAccess/schema.js";
import { schema as vms } from "../../provider/systems/vms/schema.js";

describe("two spellings", () => {
  it.each([
    ["Baker@Example.com", "baker@example.COM"],
    ["ren\u00e9e@example.com", "rene\u0301e@example.com"],
  ])("%j and %j are one person", (one, other) => {
    expect(isSameAddress(one, other)).toBe(true);
  });

  it.each([
    ["par\u212aer@example.com", "parker@example.com"],
    ["\u0130da@example.com", "ida@example.com"],
    ["\u00c4nne@example.com", "\u00e4nne@example.com"],
    ["stra\u00dfe@example.com", "strasse@example.com"],
  ])("%j and %j are two", (one, other) => {
    expect(isSameAddress(one, other)).toBe(false);
  });

  it("stay the same however often they are brought into their form", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(canonicalAddress(canonicalAddress(text))).toBe(canonicalAddress(text));
      }),
    );
  });
});

describe("an address", () => {
  it.each(["baker@example.com", "o'brien+shop@xn--bcker-gra.example", "ren\u00e9e@b\u00e4cker.example", "a@b"])(
    "such as %j is one",
    (text) => {
      expect(addressFault(text)).toBeUndefined();
    },
  );

  it.each([
    ["ba\u200bker@example.com", /^has U\+200B as character 3 of 18, which is not seen: delete it$/],
    ["baker\u00ad@example.com", /^has U\+00AD as character 6 of 18/],
    ["\u202ebaker@example.com", /^has U\+202E as character 1 of/],
    ["\u{1f950}\u200bbaker@example.com", /^has U\+200B as character 2 of/],
    ["<baker@example.com>", /^has "<" \(U\+003C\) as character 1 of 19, which stands in no address/],
    ["mailto:baker@example.com", /^begins with "mailto:"/],
    ["baker@example.com;", /^has ";" \(U\+003B\) as character 18 of 18/],
    ["baker@example.com,", /^has ","/],
    ["baker @example.com", /^has U\+0020 as character 6/],
    ["baker@@example.com", /^must have one "@"/],
    ["baker@example..com", /^has a dot or a hyphen/],
    [".baker@example.com", /^has a dot or a hyphen/],
    ["par\u212aer@example.com", /^has U\+212A as character 4 of 18, which only looks like "K"/],
  ])("%j is refused, with the place", (text, reason) => {
    expect(addressFault(text)).toMatch(reason);
  });
});

it("a login may be any word that is seen", () => {
  expect(nameFault("guard 7")).toBeUndefined();
  expect(nameFault("guard\u200d7")).toMatch(/^has U\+200D as character 6 of 7/);
});

describe("at preview", () => {
  const name = "ba\u200bker@example.com";
  const reason = expect.stringContaining("has U+200B as character 3 of 18");

  it("an e-mail address with a character that nobody sees is an error, also where it stood in the state", () => {
    const args = { companyId: 15, shopIds: [11], email: name };
    const { inputs, failures } = checkArguments(shopUsers, args);
    expect(failures).toEqual([{ property: "email", reason }]);
    expect(checkArguments(shopUsers, args, inputs).failures).toEqual(failures);
  });

  it("and so is a login", () => {
    expect(checkArguments(vms, { login: name, permissions: [] }).failures).toEqual([{ property: "login", reason }]);
  });

  it("and somebody in a list of delegates", () => {
    expect(checkArguments(delegates, { allowed: [name] }).failures).toEqual([{ property: "allowed", reason }]);
  });
});
