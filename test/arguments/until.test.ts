import { z } from "zod";
import { momentAfter, timeZone, until } from "../../provider/arguments/until.js";

const object = z.object({ until: until(), timeZone: timeZone() });
const complaints = (given: unknown) =>
  object.safeParse(given).error?.issues.map(({ path, message }) => `${path.join(".")} ${message}`) ?? [];
const over = (end: string, zone: string) => new Date(momentAfter(end, zone)).toISOString();

describe("a last day", () => {
  it.each([
    ["counts whole", "2026-12-31", "UTC", "2027-01-01T00:00:00.000Z"],
    ["ends earlier in the east", "2026-12-31", "Pacific/Kiritimati", "2026-12-31T10:00:00.000Z"],
    ["ends later in the west", "2026-12-31", "America/New_York", "2027-01-01T05:00:00.000Z"],
    ["has 23 hours where clocks go forward", "2026-03-29", "Europe/Stockholm", "2026-03-29T22:00:00.000Z"],
    ["has 25 hours where they go back", "2026-10-25", "Europe/Stockholm", "2026-10-25T23:00:00.000Z"],
    ["ends although the next day begins at one o'clock", "2026-04-23", "Africa/Cairo", "2026-04-23T22:00:00.000Z"],
    ["ends before a day that a zone left out", "2011-12-29", "Pacific/Apia", "2011-12-30T10:00:00.000Z"],
    ["may be the leap day", "2028-02-29", "UTC", "2028-03-01T00:00:00.000Z"],
    ["may be the day before it", "2028-02-28", "UTC", "2028-02-29T00:00:00.000Z"],
  ])("%s", (_what, day, zone, expected) => {
    expect(over(day, zone)).toBe(expected);
  });

  it.each(["2026-02-29", "2026-02-30", "2026-13-01", "2026-00-10", "2026-12-31T25:00:00Z"])(
    "that does not exist is refused: %s",
    (end) => {
      expect(complaints({ until: end })).toEqual([
        `until is "${end}", which does not exist: write the last day, such as "2026-12-31", or a moment with its offset, such as "2026-12-31T17:00:00+01:00"`,
      ]);
    },
  );
});

describe("a moment", () => {
  it("is the same in every zone", () => {
    expect(over("2026-12-31T17:00:00+01:00", "America/New_York")).toBe("2026-12-31T16:00:00.000Z");
    expect(over("2026-12-31T16:00Z", "UTC")).toBe("2026-12-31T16:00:00.000Z");
  });
});

describe("words that are no end", () => {
  it.each(["in 3 days", "tomorrow", "31.12.2026", "2026-12-31T17:00:00", "2026-12", "20261231", "", " 2026-12-31"])(
    "are refused: %j",
    (end) => {
      expect(complaints({ until: end })).toEqual([
        `until must be the last day, such as "2026-12-31", or a moment with its offset, such as "2026-12-31T17:00:00+01:00", not ${JSON.stringify(end)}`,
      ]);
    },
  );

  it("are refused each by its grant", () => {
    expect(complaints({ until: { a: "2026-12-31", b: "soon", c: 7 } })).toEqual([
      expect.stringMatching(/^until\.b must be .* not "soon"$/),
      expect.stringMatching(/^until\.c must be .* not 7$/),
    ]);
    expect(complaints({ until: ["2026-12-31"] })).toEqual([expect.stringMatching(/^until must be .*, not a list$/)]);
    expect(complaints({ until: null })).toEqual([expect.stringMatching(/^until must be .*, not null$/)]);
  });
});

describe("a time zone", () => {
  it("goes by its name", () => {
    for (const zone of ["UTC", "Europe/Stockholm", "Asia/Kolkata"]) expect(complaints({ timeZone: zone })).toEqual([]);
  });

  it("that nobody knows is refused, with near names", () => {
    expect(complaints({ timeZone: "Europe/Stokholm" })).toEqual([
      'timeZone must be the name of a time zone, such as "Europe/Stockholm" or "UTC", not "Europe/Stokholm"; did you mean "Europe/Stockholm"?',
    ]);
    expect(complaints({ timeZone: "+02:00" })).toHaveLength(1);
  });
});
