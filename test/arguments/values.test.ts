import { duration, milliseconds } from "../../provider/arguments/duration.js";
import { word } from "../../provider/arguments/schema.js";

describe("a time", () => {
  it.each([
    ["30s", 30_000],
    ["15m", 900_000],
    ["24h", 86_400_000],
    ["7d", 604_800_000],
  ])("of %s is %i milliseconds", (text, expected) => {
    expect(duration().safeParse(text)).toMatchObject({ success: true });
    expect(milliseconds(text)).toBe(expected);
  });

  it.each(["0s", "1", "h", "-1h", "1.5h", "1w", " 1h", ""])("is not %j", (text) => {
    expect(duration().safeParse(text)).toMatchObject({ success: false });
  });

  it("that is left out is none", () => {
    expect(milliseconds(undefined)).toBeUndefined();
  });
});

describe("a name", () => {
  it.each(["", " ", " anna", "anna ", "\tanna"])("without a beginning and an end is refused: %j", (text) => {
    expect(word("a name").safeParse(text)).toMatchObject({ success: false });
  });

  it("may have a space inside", () => {
    expect(word("a name").safeParse("anna maria")).toMatchObject({ success: true });
  });
});
