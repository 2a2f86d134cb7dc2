import { detailedDiff } from "../../provider/plugin/detailedDiff.js";

const between = (old: unknown, now: unknown) => Object.fromEntries(detailedDiff({ is: old }, { is: now }, ["is"]));

test("of a list it names each element, whatever the order", () => {
  expect(between(["a", "b", "c"], ["c", "b"])).toEqual({ "is[0]": "delete" });
  expect(between(["a"], ["b", "a"])).toEqual({ "is[0]": "add" });
  expect(between(["a", "b"], ["c", "b"])).toEqual({ "is[0]": "update" });
  expect(between(["a", "b"], ["b", "a"])).toEqual({});
});

test("of an object it names each property, in the engine's words", () => {
  expect(between({ email: "all", "a.b": ["x"] }, { "a.b": ["x", "y"], ftp: "all" })).toEqual({
    "is.email": "delete",
    'is["a.b"][1]': "add",
    "is.ftp": "add",
  });
});

test("a value that comes, goes, or is not known yet is one change", () => {
  const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
  expect(between(undefined, ["a"])).toEqual({ is: "add" });
  expect(between(true, undefined)).toEqual({ is: "delete" });
  expect(between(["a"], ["a", unknown])).toEqual({ is: "update" });
});

test("what is no argument is not compared", () => {
  expect(detailedDiff({ baseline: null }, { baseline: [] }, ["is"]).size).toBe(0);
});
