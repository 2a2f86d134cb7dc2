import fc from "fast-check";
import { z } from "zod";
import {
  type ArgumentSchema,
  checkArguments,
  itemsRule,
  nameRule,
  parseArguments,
  rule,
} from "../../provider/arguments/arguments.js";
import { flag, oneOf, setOf, wholeNumber, word } from "../../provider/arguments/schema.js";
import { ArgumentsError } from "../../provider/errors.js";
import { schema as shopUsers } from "../../provider/systems/bakeronline/schema.js";
import { schema as delegates } from "../../provider/systems/hostup/delegatedAccess/schema.js";
import { schema as contacts } from "../../provider/systems/hostup/schema.js";
import { schema as spanel } from "../../provider/systems/spanel/schema.js";
import { schema as vms } from "../../provider/systems/vms/schema.js";

const unknownString = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const unknownBoolean = "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7";

const object = z.object({
  user: word('a user\'s name, such as "anna"'),
  count: wholeNumber("a number from 1").optional(),
  mayEdit: flag().default(false),
  shops: setOf(wholeNumber("a shop's number"), "a list of shop numbers").default([]),
  pages: z.record(z.string(), setOf(word("a page"), "a list of pages")).default({}),
  mode: oneOf(["soft", "hard"]).default("soft"),
});
type Arguments = z.output<typeof object>;
let judged: unknown[] = [];
const schema: ArgumentSchema<Arguments> = {
  object,
  rules: [
    rule(object.pick({ shops: true, mayEdit: true }), ({ shops, mayEdit }) => {
      judged.push(shops);
      return mayEdit && shops.length === 0
        ? [{ path: ["shops"], reason: "must name a shop when mayEdit is true" }]
        : [];
    }),
  ],
};
const failuresOf = (news: Record<string, unknown>) => checkArguments(schema, news).failures;

beforeEach(() => {
  judged = [];
});

it("reports everything that is wrong at once, each at its path", () => {
  const failures = failuresOf({
    count: 0,
    mayEdit: "yes",
    shops: [1, "2", -3],
    pages: { mail: ["ok", ""] },
    mode: "x",
  });
  expect(failures).toEqual([
    { property: "user", reason: 'is required: write a user\'s name, such as "anna"' },
    { property: "count", reason: "must be a number from 1, not 0" },
    { property: "mayEdit", reason: 'must be true or false, not "yes"' },
    { property: "shops[1]", reason: 'must be a shop\'s number, not "2"' },
    { property: "shops[2]", reason: "must be a shop's number, not -3" },
    { property: "pages.mail[1]", reason: 'must be a page, not ""' },
    { property: "mode", reason: 'must be "soft" or "hard", not "x"' },
  ]);
});

it.each([
  ["null", null, "null"],
  ["a list", [1], "a list"],
  ["an object", { a: 1 }, "an object"],
  ["a fraction", 1.5, "1.5"],
  ["a number too large to be exact", 2 ** 60, "1152921504606847000"],
])("says what was there instead when it is %s", (_what, count, shown) => {
  expect(failuresOf({ user: "anna", count })).toEqual([
    { property: "count", reason: `must be a number from 1, not ${shown}` },
  ]);
});

it("cuts a long wrong value short", () => {
  const [failure] = failuresOf({ user: "anna", mayEdit: "y".repeat(500) });
  expect(failure?.reason.length).toBeLessThan(100);
});

it.each([
  ["a whole argument", { user: unknownString }],
  ["an argument of another type", { user: "anna", mayEdit: unknownBoolean, count: unknownString }],
  ["a whole list", { user: "anna", shops: unknownString }],
  ["an item of a list", { user: "anna", shops: [3, unknownString] }],
  ["an item of a list in an object", { user: "anna", pages: { mail: ["b", unknownString, "a"] } }],
  ["a whole object", { user: "anna", pages: unknownString }],
])("lets a value pass that is not known yet: %s", (_what, news) => {
  const { inputs, failures } = checkArguments(schema, news);
  expect(failures).toEqual([]);
  expect(inputs).toMatchObject(news);
});

it("reports what is wrong beside a value that is not known yet", () => {
  expect(failuresOf({ user: unknownString, shops: [unknownString, "x"] })).toEqual([
    { property: "shops[1]", reason: 'must be a shop\'s number, not "x"' },
  ]);
});

describe("an argument that does not exist", () => {
  const [failure, ...others] = failuresOf({ user: "anna", mayEdti: "top-secret-value" });

  it("has no property path, so that the engine does not print its value", () => {
    expect(others).toEqual([]);
    expect(failure?.property).toBe("");
    expect(failure?.reason).not.toContain("top-secret-value");
  });

  it("is named together with the nearest known one", () => {
    expect(failure?.reason).toBe('mayEdti is not an argument of this resource; did you mean "mayEdit"?');
  });

  it("is named alone when nothing is near", () => {
    expect(failuresOf({ user: "anna", zzzzzz: 1 })).toEqual([
      { property: "", reason: expect.stringMatching(/^zzzzzz is not an argument of this resource; where/) },
    ]);
  });

  it.each([contacts, delegates, spanel, vms, shopUsers])("may come from a transformation that adds tags", (one) => {
    const reasons = checkArguments<object>(one, { tags: { team: "ops" } }).failures.map(({ reason }) => reason);
    expect(reasons).toContainEqual(
      expect.stringMatching(
        /^tags is not an argument of this resource; .* a transformation adds it: let that leave out/,
      ),
    );
  });
});

it("leaves the engine's own properties alone", () => {
  const { inputs, failures } = checkArguments(schema, { user: "anna", __provider: "text", __state: {} });
  expect(failures).toEqual([]);
  expect(Object.keys(inputs).filter((key) => key.startsWith("__"))).toEqual([]);
});

it("fills in defaults and drops undefined", () => {
  expect(checkArguments(schema, { user: "anna", count: undefined }).inputs).toStrictEqual({
    user: "anna",
    mayEdit: false,
    shops: [],
    pages: {},
    mode: "soft",
  });
});

it("gives a list one form, whatever its order and repetitions", () => {
  const lists = fc
    .uniqueArray(fc.integer({ min: 1, max: 99 }))
    .chain((shops) =>
      fc.tuple(fc.constant(shops), fc.shuffledSubarray([...shops, ...shops], { minLength: shops.length * 2 })),
    );
  fc.assert(
    fc.property(lists, ([shops, shuffled]) => {
      const canonical = [...shops].sort((left, right) => left - right);
      expect(checkArguments(schema, { user: "anna", shops: shuffled }).inputs.shops).toEqual(canonical);
    }),
  );
});

it("takes its own canonical form unchanged", () => {
  const args = { user: "anna", shops: [9, 10, 9, 1], pages: { mail: ["b", "a"] }, mayEdit: true };
  const { inputs } = checkArguments(schema, args);
  expect(checkArguments(schema, inputs)).toMatchObject({ inputs, failures: [] });
});

test("what only the arguments together are to blame for is told, once each is known", () => {
  const object = z
    .object({ from: z.number(), to: z.number() })
    .refine(({ from, to }) => from < to, { path: ["to"], error: "must be after from" });
  const judged = (to: unknown) => checkArguments({ object, rules: [] }, { from: 3, to }).failures;
  expect(judged(1)).toEqual([{ property: "to", reason: "must be after from" }]);
  expect(judged(4)).toEqual([]);
  expect(judged("04da6b54-80e4-46f7-96ec-b56ff0331ba9")).toEqual([]);
});

test("a rule over one argument is judged whatever is wrong with the others", () => {
  const words = z.object({ user: word("a name"), pages: setOf(word("a page"), "pages").default([]), mayEdit: flag() });
  const no = (text: string) => (text === "nobody" ? "is nobody" : undefined);
  const rules = [nameRule(words, "user", no), itemsRule(words, "pages", no)];
  const { failures } = checkArguments({ object: words, rules }, { user: "nobody", pages: ["nobody"], mayEdit: "x" });
  expect(failures.map(({ property }) => property).sort()).toEqual(["mayEdit", "pages", "user"]);
});

describe("a rule over several arguments", () => {
  it("is judged when all of them are known and right", () => {
    expect(failuresOf({ user: "anna", mayEdit: true })).toEqual([
      { property: "shops", reason: "must name a shop when mayEdit is true" },
    ]);
    expect(failuresOf({ user: "anna", mayEdit: true, shops: [1] })).toEqual([]);
  });

  it("is judged although an argument that it does not read is wrong", () => {
    expect(failuresOf({ user: "", mayEdit: true }).map(({ property }) => property)).toEqual(["user", "shops"]);
  });

  it.each([
    ["not known yet", { mayEdit: unknownBoolean }],
    ["not known in part", { mayEdit: true, shops: [unknownString] }],
    ["wrong", { mayEdit: "x" }],
  ])("is not judged while one of them is %s", (_what, news) => {
    checkArguments(schema, { user: "anna", ...news });
    expect(judged).toEqual([]);
  });
});

it("parsing raises one error with every failure and the name of the resource", () => {
  const parse = () => parseArguments(schema, "FakePermissions", { mayEdit: 1, wrong: 2 });
  expect(parse).toThrow(ArgumentsError);
  expect(parse).toThrow(/^FakePermissions: wrong is not an argument.*user is required.*mayEdit must be true or false/);
});
