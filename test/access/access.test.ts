import fc from "fast-check";
import {
  type Access,
  afterPlan,
  type Covers,
  coversBy,
  type Desired,
  givenBy,
  givesAnyOf,
  managedAccess,
  planAccess,
  planUnseen,
} from "../../provider/access/access.js";
import { type GrantSet, grantSet, union, without } from "../../provider/access/grants.js";
import { covers as spanelCovers } from "../../provider/systems/spanel/vocabulary.js";

/** "all" gives a and b too, as HostUp's accessAllVps gives every VPS. */
const vocabulary = ["a", "b", "c", "d", "all"];
const implied = ["a", "b"];
const setFrom = (words: readonly string[]) => fc.subarray([...words]).map(grantSet);

function accessOf(own: GrantSet): Access {
  return own.includes("all") ? { grants: union(own, implied), implied } : { grants: own, implied: [] };
}

const wildcards = ["*", "mail/*", "mail/boxes", "mail/lists", "web/*", "web/dns"];
const wildcard: Covers = (wider, narrower) =>
  wider === narrower || wider === "*" || (wider.endsWith("/*") && narrower.startsWith(wider.slice(0, -1)));

function desiredFrom(words: readonly string[]): fc.Arbitrary<Desired> {
  return fc
    .record({ grants: setFrom(words), others: setFrom(words), unlisted: fc.constantFrom("revoke", "keep") })
    .map(({ grants, others, unlisted }) => ({
      grants,
      denied: unlisted === "keep" ? without(others, grants) : [],
      unlisted,
    }));
}

const plain = fc.record({
  desired: desiredFrom(vocabulary),
  access: setFrom(vocabulary).map(accessOf),
  owned: setFrom(vocabulary),
});
const covered = fc.record({
  desired: desiredFrom(wildcards),
  access: setFrom(wildcards).map((grants): Access => ({ grants, implied: [] })),
  owned: setFrom(wildcards),
});

describe.each([
  { what: "grants that imply others", cases: plain, covers: undefined, accessAfter: accessOf },
  {
    what: "grants with wildcards",
    cases: covered,
    covers: wildcard,
    accessAfter: (grants: GrantSet): Access => ({ grants, implied: [] }),
  },
])("a plan over $what", ({ cases, covers, accessAfter }) => {
  const law = (holds: (of: { desired: Desired; access: Access; owned: GrantSet }) => void) =>
    fc.assert(fc.property(cases, holds), { numRuns: 500 });

  it("leaves nothing to do once it has been carried out", () => {
    law(({ desired, access, owned }) => {
      const plan = planAccess(desired, access, owned, covers);
      const now = accessAfter(afterPlan(plan, desired, access));
      expect(planAccess(desired, now, owned, covers)).toEqual({ grant: [], revoke: [] });
      expect(planAccess(desired, now, desired.grants, covers)).toEqual({ grant: [], revoke: [] });
    });
  });

  it("never grants and revokes the same thing", () => {
    law(({ desired, access, owned }) => {
      const { grant, revoke } = planAccess(desired, access, owned, covers);
      expect(grant.filter((name) => revoke.includes(name))).toEqual([]);
    });
  });

  it("grants nothing that was not asked for", () => {
    law(({ desired, access, owned }) => {
      const plan = planAccess(desired, access, owned, covers);
      expect(without(plan.grant, desired.grants)).toEqual([]);
      expect(without(afterPlan(plan, desired, access), union(access.grants, desired.grants))).toEqual([]);
    });
  });

  it("gives all that was asked for", () => {
    law(({ desired, access, owned }) => {
      const plan = planAccess(desired, access, owned, covers);
      expect(without(desired.grants, afterPlan(plan, desired, access))).toEqual([]);
    });
  });

  it("revokes only what is there, and never what a wider grant gives anyway", () => {
    law(({ desired, access, owned }) => {
      const { revoke } = planAccess(desired, access, owned, covers);
      expect(without(revoke, without(access.grants, access.implied))).toEqual([]);
    });
  });

  it('with "keep" takes nothing that is neither denied nor its own', () => {
    law(({ desired, access, owned }) => {
      const { revoke } = planAccess({ ...desired, unlisted: "keep" }, access, owned, covers);
      const mine = union(desired.denied, owned);
      expect(revoke.filter((name) => !mine.some((wider) => (covers ?? Object.is)(wider, name)))).toEqual([]);
    });
  });

  it('with "revoke" leaves nothing that was not asked for', () => {
    law(({ desired, access, owned }) => {
      const authoritative: Desired = { ...desired, unlisted: "revoke" };
      const left = afterPlan(planAccess(authoritative, access, owned, covers), authoritative, access);
      expect(left.filter((name) => !desired.grants.some((wider) => (covers ?? Object.is)(wider, name)))).toEqual([]);
    });
  });

  it("shows no drift after it has been carried out", () => {
    law(({ desired, access, owned }) => {
      const now = accessAfter(afterPlan(planAccess(desired, access, owned, covers), desired, access));
      const shown = managedAccess(desired, now, covers);
      const strange = without(shown, desired.grants).filter(
        (name) => !desired.grants.some((wider) => (covers ?? Object.is)(wider, name)),
      );
      expect(without(desired.grants, shown)).toEqual([]);
      if (desired.unlisted === "revoke") expect(strange).toEqual([]);
    });
  });
});

it("order and repetition of grants mean nothing", () => {
  const shuffled = plain.chain((known) =>
    fc.record({
      known: fc.constant(known),
      grants: fc.shuffledSubarray([...known.desired.grants, ...known.desired.grants], {
        minLength: known.desired.grants.length * 2,
      }),
      held: fc.shuffledSubarray([...known.access.grants], { minLength: known.access.grants.length }),
    }),
  );
  fc.assert(
    fc.property(shuffled, ({ known: { desired, access, owned }, grants, held }) => {
      const plan = planAccess(
        { ...desired, grants: grantSet(grants) },
        { ...access, grants: grantSet(held) },
        [...owned].reverse(),
      );
      expect(plan).toEqual(planAccess(desired, access, owned));
    }),
  );
});

describe("implied grants", () => {
  const access = accessOf(["all"]);

  it("are no drift and go with the wider grant", () => {
    const desired: Desired = { grants: ["all"], denied: [], unlisted: "revoke" };
    expect(managedAccess(desired, access)).toEqual(["all"]);
    expect(planAccess(desired, access)).toEqual({ grant: [], revoke: [] });
    const nothing: Desired = { grants: [], denied: [], unlisted: "revoke" };
    const plan = planAccess(nothing, access);
    expect(plan).toEqual({ grant: [], revoke: ["all"] });
    expect(afterPlan(plan, nothing, access)).toEqual([]);
  });

  it("stay in their own right where the program lists them", () => {
    const desired: Desired = { grants: ["a"], denied: [], unlisted: "revoke" };
    const plan = planAccess(desired, access);
    expect(plan.revoke).toEqual(["all"]);
    expect(afterPlan(plan, desired, access)).toEqual(["a"]);
  });
});

describe('"keep"', () => {
  const keep = (grants: GrantSet, denied: GrantSet = []): Desired => ({ grants, denied, unlisted: "keep" });
  const held = (...grants: string[]): Access => ({ grants: grantSet(grants), implied: [] });

  it("takes back its own grants when the program drops them", () => {
    expect(planAccess(keep(["b"]), held("a", "b", "z"), ["a", "b"])).toEqual({ grant: [], revoke: ["a"] });
  });

  it("takes a denied grant whoever made it", () => {
    expect(planAccess(keep([], ["z"]), held("a", "z"))).toEqual({ grant: [], revoke: ["z"] });
  });

  it("speaks for what the program mentions and nothing else", () => {
    expect(managedAccess(keep(["a"], ["y"]), held("a", "y", "z"))).toEqual(["a", "y"]);
    expect(managedAccess(keep(["a"]), held("z"))).toEqual([]);
  });
});

describe("wildcards", () => {
  const revoke = (...grants: string[]): Desired => ({ grants: grantSet(grants), denied: [], unlisted: "revoke" });
  const held = (...grants: string[]): Access => ({ grants: grantSet(grants), implied: [] });
  const plan = (desired: Desired, access: Access) => planAccess(desired, access, [], wildcard);

  it("narrow full access down to the one page that is wanted", () => {
    expect(plan(revoke("mail/lists"), held("*"))).toEqual({ grant: ["mail/lists"], revoke: ["*"] });
  });

  it("make narrower grants no difference", () => {
    expect(plan(revoke("mail/*"), held("mail/*", "mail/boxes"))).toEqual({ grant: [], revoke: [] });
  });

  it("are granted although narrower ones are there", () => {
    expect(plan(revoke("mail/*"), held("mail/boxes"))).toEqual({ grant: ["mail/*"], revoke: [] });
  });

  it("count as the narrower grant that the program lists", () => {
    const keep: Desired = { ...revoke("mail/boxes"), unlisted: "keep" };
    expect(plan(keep, held("mail/*"))).toEqual({ grant: [], revoke: [] });
    expect(managedAccess(keep, held("mail/*"), wildcard)).toEqual(["mail/boxes"]);
  });
});

describe("a plan for a system that cannot be read", () => {
  const cases = fc.record({
    desired: desiredFrom(vocabulary),
    possible: setFrom(vocabulary),
    owned: setFrom(vocabulary),
  });

  it("grants all that is wanted and never both grants and revokes", () => {
    fc.assert(
      fc.property(cases, ({ desired, possible, owned }) => {
        const { grant, revoke } = planUnseen(desired, possible, owned);
        expect(grant).toEqual(desired.grants);
        expect(revoke.filter((name) => grant.includes(name))).toEqual([]);
        expect(without(desired.denied, revoke)).toEqual([]);
      }),
    );
  });

  it('revokes every other possible grant with "revoke", and with "keep" only its own and denied ones', () => {
    fc.assert(
      fc.property(cases, ({ desired, possible, owned }) => {
        const mine = union(owned, desired.denied);
        const candidates = desired.unlisted === "revoke" ? union(possible, mine) : mine;
        expect(planUnseen(desired, possible, owned).revoke).toEqual(without(candidates, desired.grants));
      }),
    );
  });
});

describe("a system that says by name what is wider", () => {
  const named = coversBy((narrower) => ["*", `${narrower.slice(0, narrower.indexOf("/"))}/*`]);

  it("covers as one that compares", () => {
    for (const wider of wildcards) {
      for (const narrower of wildcards) {
        expect([wider, narrower, named(wider, narrower)]).toEqual([wider, narrower, wildcard(wider, narrower)]);
        expect(spanelCovers(wider, narrower)).toBe(wildcard(wider, narrower));
      }
    }
  });

  it("makes no difference to any plan, but to the time that it takes", () => {
    fc.assert(
      fc.property(covered, ({ desired, access, owned }) => {
        expect(planAccess(desired, access, owned, named)).toEqual(planAccess(desired, access, owned, wildcard));
        expect(managedAccess(desired, access, named)).toEqual(managedAccess(desired, access, wildcard));
        expect(access.grants.map(givesAnyOf(owned, named))).toEqual(access.grants.map(givesAnyOf(owned, wildcard)));
      }),
    );
  });

  it("is asked of each grant once, however many are compared", () => {
    let asked = 0;
    const counting = coversBy(() => {
      asked += 1;
      return [];
    });
    const many = (prefix: string) => grantSet(Array.from({ length: 2_000 }, (_, index) => `${prefix}/${index}`));
    many("web").filter(givenBy(many("mail"), counting));
    expect(asked).toBe(2_000);
  });
});
