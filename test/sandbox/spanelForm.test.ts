import { parsePhpForm, toJson } from "../../sandbox/spanel/phpForm.js";
import vectors from "../fixtures/php-form.json";

it.each(vectors.parse)("a form is read as real PHP reads it: $body", ({ body, parsed }) => {
  expect(toJson(parsePhpForm(body))).toEqual(parsed);
});

it.each(vectors.encode)("what real PHP wrote is read as it read it: $body", ({ body, parsed }) => {
  expect(toJson(parsePhpForm(body))).toEqual(parsed);
});

it("a name ends where C ends it: a category with a zero byte leaves no permissions at all", () => {
  expect(toJson(parsePhpForm("username=u&permissions%5Bem%00ail%5D=all"))).toEqual({
    username: "u",
    permissions_em: "all",
  });
});

test("what comes after a thousand values is dropped, as PHP does", () => {
  const pairs = Array.from({ length: 1_100 }, (_, index) => `list[${index}]=x`);
  expect(parsePhpForm(pairs.join("&")).get("list")).toHaveProperty("size", 1_000);
});
