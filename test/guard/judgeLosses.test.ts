import fc from "fast-check";
import { type Guarded, judgeLosses, type Limits } from "../../provider/guard/judgeLosses.js";

const person = (number: number, more: Partial<Guarded> = {}): Guarded => ({
  subject: `contact ${number}`,
  name: `person-${number}`,
  connection: "default",
  stays: false,
  holds: true,
  ...more,
});
const people = (...numbers: readonly number[]) => numbers.map((number) => person(number));
const eight = people(1, 2, 3, 4, 5, 6, 7, 8);
const defaults: Limits = { maxPeople: 3, maxShare: 0.25, keep: [] };
const reasons = (
  before: readonly Guarded[],
  now: readonly Guarded[],
  limits: Partial<Limits> = {},
  unknown = 0,
  moment = 0,
) =>
  judgeLosses(before, now, unknown, { ...defaults, ...limits }, moment).refusals.map(({ property, reason }) =>
    property === "" ? reason : `${property} ${reason}`,
  );

it("lets three of eight go, and not four, whom it names with the cure", () => {
  expect(reasons(eight, people(4, 5, 6, 7, 8))).toEqual([]);
  expect(reasons(eight, people(5, 6, 7, 8))).toEqual([
    "4 people of 8 would lose everything: person-1 (contact 1), person-2 (contact 2), person-3 (contact 3), person-4 (contact 4). These are more than maxPeople (3) and more than maxShare (0.25) of them. If that is meant, set removing: 4; otherwise mend the program",
  ]);
});

it("lets more go where they are a small share", () => {
  const many = Array.from({ length: 40 }, (_, index) => person(index));
  expect(reasons(many, many.slice(10))).toEqual([]);
  expect(reasons(many, many.slice(11))).toHaveLength(1);
});

it("counts with maxPeople 0 every one that is more than the share", () => {
  expect(reasons(eight, people(1, 2, 3, 4, 5, 6), { maxPeople: 0 })).toEqual([]);
  expect(reasons(eight, people(1, 2, 3, 4, 5), { maxPeople: 0 })).toHaveLength(1);
  expect(reasons(eight, people(1, 2, 3, 4, 5, 6, 7), { maxPeople: 0, maxShare: 0 })).toHaveLength(1);
});

it("counts who is given nothing any more, and not who keeps or gets back their access, nor who had nothing", () => {
  const emptied = eight.map((one, index) => ({ ...one, holds: index > 3 }));
  expect(reasons(eight, emptied)).toHaveLength(1);
  const staying = eight.map((one) => ({ ...one, stays: true }));
  expect(reasons(staying, people(8))).toEqual([]);
  const empty = eight.map((one, index) => ({ ...one, holds: index > 3 }));
  expect(reasons(empty, people(5, 6, 7, 8))).toEqual([]);
});

it("counts nobody whose access ends by itself, and refuses such an end for whoever is kept", () => {
  const announced = eight.map((one) => ({ ...one, endsAt: "2027-01-01T00:00:00.000Z" }));
  const ended = eight.map((one) => ({ ...one, holds: false }));
  const [dayBefore, day] = [Date.parse("2026-12-31T23:00:00Z"), Date.parse("2027-01-01T00:00:00Z")];
  expect(reasons(announced, ended, {}, 0, day)).toEqual([]);
  expect(reasons(announced, people(9), {}, 0, day)).toEqual([]);
  expect(reasons(announced, ended, {}, 0, dayBefore)).toHaveLength(1);
  expect(reasons(announced, people(9), {}, 0, dayBefore)).toHaveLength(1);
  expect(reasons(eight, announced, { keep: ["contact 1"] }, 0, Date.parse("2026-12-01T00:00:00Z"))).toEqual([
    "keep[0] names contact 1, whose access ends by until at 2027-01-01T00:00:00.000Z. Take the end out, or take them out of keep",
  ]);
});

it("counts who is to lose everything within two weeks, and not who ends later, or was to end as soon before", () => {
  const now = Date.parse("2026-12-01T12:00:00Z");
  const ending = (endsAt: string) => eight.map((one) => ({ ...one, endsAt }));
  const [soon, later] = ["2026-12-02T00:00:00Z", "2026-12-31T00:00:00Z"];
  expect(reasons(eight, ending(soon), {}, 0, now)).toHaveLength(1);
  expect(reasons(ending(later), ending(soon), {}, 0, now)).toHaveLength(1);
  expect(reasons(eight, ending(soon), { removing: 8 }, 0, now)).toEqual([]);
  expect(reasons(eight, ending(later), {}, 0, now)).toEqual([]);
  expect(reasons(ending(soon), ending(soon), {}, 0, now)).toEqual([]);
  expect(reasons(ending(soon), ending(later), {}, 0, now)).toEqual([]);
  expect(reasons([], ending(soon), {}, 0, now)).toEqual([]);
});

it("never lets the last one go, whatever it is told", () => {
  expect(reasons(people(1), [])).toEqual([expect.stringContaining("That would leave nobody, which no limit allows")]);
  expect(reasons(people(1), [], { removing: 1, maxPeople: 9 })).toHaveLength(1);
  expect(reasons(people(1), people(2))).toEqual([]);
});

it("with removing lets exactly so many go, or nobody", () => {
  expect(reasons(eight, people(5, 6, 7, 8), { removing: 4 })).toEqual([]);
  expect(reasons(eight, eight, { removing: 4 })).toEqual([]);
  expect(reasons(eight, people(6, 7, 8), { removing: 4 })).toEqual([
    expect.stringMatching(/^removing says 4, but 5 people of 8 .* set removing: 5/),
  ]);
  // It is in place of the limits, also where they would let pass.
  expect(reasons(eight, people(2, 3, 4, 5, 6, 7, 8), { removing: 4 })).toHaveLength(1);
});

it("keeps whom it is told to keep, whatever removing says", () => {
  const keep = ["contact 1"];
  expect(reasons(eight, people(5, 6, 7, 8), { keep, removing: 4 })).toEqual([
    "keep[0] names contact 1, who has left the program. Put them back, or take them out of keep",
  ]);
  const emptied = eight.map((one, index) => ({ ...one, holds: index > 0 }));
  expect(reasons(eight, emptied, { keep })).toEqual([expect.stringContaining("to whom the program gives nothing")]);
  expect(reasons([], people(1), { keep: ["contact l"] })).toEqual([
    expect.stringContaining("is nobody whom the program declares"),
  ]);
  expect(reasons([], people(1), { keep })).toEqual([]);
});

it("keeps somebody who is to stay, also where their access would", () => {
  const staying = eight.map((one) => ({ ...one, stays: true }));
  expect(reasons(staying, people(2, 3, 4, 5, 6, 7, 8), { keep: ["contact 1"] })).toHaveLength(1);
});

it("keeps somebody on each server where they were", () => {
  const both = [person(1), person(1, { connection: "web1" }), person(2)];
  const keep = ["contact 1"];
  expect(reasons(both, people(1, 2), { keep })).toEqual([expect.stringContaining("who has left the program")]);
  const emptied = both.map((one) => ({ ...one, holds: one.connection === "default" }));
  expect(reasons(both, emptied, { keep })).toEqual([expect.stringContaining("to whom the program gives nothing")]);
});

it("tells one name on two servers apart, and names the server", () => {
  const both = [person(1), person(1, { connection: "web1" }), person(2)];
  expect(reasons(both, people(1, 2), { maxPeople: 0 })).toEqual([
    expect.stringContaining("1 person of 3 would lose everything: person-1 (contact 1, connection web1)"),
  ]);
});

it("counts nobody as missing while somebody is not known yet who may be they", () => {
  expect(reasons(eight, people(5, 6, 7, 8), {}, 4)).toEqual([]);
  expect(reasons(eight, people(5, 6, 7, 8), {}, 3)).toHaveLength(1);
  expect(reasons(people(1), [], {}, 1)).toEqual([]);
});

it("names twenty people and counts the rest", () => {
  const many = Array.from({ length: 60 }, (_, index) => person(index));
  expect(reasons(many, many.slice(30))[0]).toMatch(/person-19 \(contact 19\) and 10 more\. These/);
});

it("never lets through more than a limit, nor refuses where nobody loses", () => {
  const some = fc.uniqueArray(fc.record({ number: fc.nat(20), holds: fc.boolean(), stays: fc.boolean() }), {
    selector: ({ number }) => number,
    maxLength: 12,
  });
  const limits = fc.record({
    maxPeople: fc.nat(5),
    maxShare: fc.double({ min: 0, max: 1, noNaN: true }),
    removing: fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined }),
  });
  fc.assert(
    fc.property(some, some, limits, (old, news, given) => {
      const [before, now] = [old, news].map((list) => list.map(({ number, ...more }) => person(number, more)));
      const { losers, refusals } = judgeLosses(before ?? [], now ?? [], 0, { ...given, keep: [] }, 0);
      const holding = (before ?? []).filter(({ holds }) => holds).length;
      const isOver = losers.length > given.maxPeople && losers.length / holding > given.maxShare;
      const isTooMuch = given.removing === undefined ? isOver : losers.length !== given.removing;
      const leavesNobody = !(now ?? []).some(({ holds }) => holds);
      expect(refusals.length > 0).toBe(losers.length > 0 && (isTooMuch || leavesNobody));
    }),
  );
});
