import { itemFault, nameFault } from "../../provider/arguments/address.js";
import { checkArguments, type Properties } from "../../provider/arguments/arguments.js";
import { schema as contacts } from "../../provider/systems/hostup/schema.js";
import { schema as spanel } from "../../provider/systems/spanel/schema.js";
import { schema as vms } from "../../provider/systems/vms/schema.js";

const reasons = (schema: Parameters<typeof checkArguments>[0], args: Properties, olds?: Properties) =>
  checkArguments(schema, args, olds).failures.map(({ property, reason }) => `${property} ${reason}`);

describe("a name", () => {
  it.each([
    ["7.9161E+10", /^is how a spreadsheet shortens a long number: .* the last ones are lost$/],
    ["7,9161E+10", /^is how a spreadsheet shortens/],
    ["1.4059E+04", /^is how a spreadsheet shortens a long number: write all of its digits, "14059"$/],
    ["undefined", /^is what a program makes of a value that is not there/],
    ["Calling [toString] on an [Output<T>] is not supported.", /^is an Output in the midst of a text/],
  ])("that was broken on its way is refused: %j", (text, reason) => {
    expect(nameFault(text)).toMatch(reason);
    expect(itemFault(text)).toMatch(reason);
  });

  it.each(["79161000000", "0791610", "1e5", "2E10", "guard 7", "Undefined", "test@mail.com"])("may be %j", (text) => {
    expect(nameFault(text)).toBeUndefined();
  });
});

describe("one item of a list", () => {
  it.each([
    ["14101;14102", 'is several in one text: write "14101", "14102"'],
    ["14101, 14102", 'is several in one text: write "14101", "14102"'],
    ["14101 14102", 'is several in one text: write "14101", "14102"'],
    ["archives-show|marks-index", 'is several in one text: write "archives-show", "marks-index"'],
    ["14101;", 'has a separator in it: write "14101"'],
    ["14101.0", 'is a number with a fraction: write "14101"'],
  ])("is not %j", (text, reason) => {
    expect(itemFault(text)).toBe(reason);
  });

  it.each(["14101", "a1b2-c3", "archives-show", "file manager"])("may be %j", (text) => {
    expect(itemFault(text)).toBeUndefined();
  });
});

test("ids, names and pages in every list are judged, with the place, and each mistake is told once", () => {
  const lists = { services: ["14101;14102"], domains: ["2.1266E+04"], dnsZones: ["21266\u200b"] };
  expect(reasons(contacts, { contactId: 14059, ...lists })).toEqual([
    'services has "14101;14102", which is several in one text: write "14101", "14102"',
    expect.stringMatching(/^domains has "2.1266E\+04", which is how a spreadsheet .* "21266"$/),
    expect.stringMatching(
      /^dnsZones has "21266.", which has U\+200B as character 6 of 6, which is not seen: delete it$/,
    ),
  ]);
  const names = { permissions: ["archives-show;marks-index"], catalogue: ["doors-open,doors-show"] };
  expect(reasons(vms, { login: "guard", ...names })).toEqual([
    expect.stringMatching(/^permissions has "archives-show;marks-index", which is several/),
    expect.stringMatching(/^catalogue has "doors-open,doors-show", which is several/),
  ]);
  expect(reasons(spanel, { username: "anna", permissions: { email: ["accounts;lists"] } })).toEqual([
    'permissions.email has "accounts;lists", which is several in one text: write "accounts", "lists"',
  ]);
});

test.each([
  [vms, { login: "7.9161E+10", permissions: [] }, "login"],
  [vms, { login: "guard\u200b7", permissions: [] }, "login"],
  [spanel, { username: "7.9161E+10", permissions: { email: "all" } }, "username"],
])("a login that a spreadsheet or a copy broke is refused", (schema, args, property) => {
  expect(reasons(schema, args)).toEqual([expect.stringMatching(new RegExp(`^${property} (is how|has U\\+200B)`))]);
});

test("what a read found stays as it is, whatever it is called", () => {
  const args = { contactId: 14059, services: ["14101;14102"] };
  expect(reasons(contacts, args, args)).toEqual([]);
});
