import fc from "fast-check";
import { type Access, type Desired, planAccess, sameGrant } from "../../provider/access/access.js";
import { type Grant, grantSet, holderOf, intersect, union, without } from "../../provider/access/grants.js";
import { covers as spanelCovers } from "../../provider/systems/spanel/vocabulary.js";

/** As sets, and as they sometimes come: in any order, and more than once. */
const names = fc.array(
  fc.constantFrom<Grant>("a", "aa", "b", "B", "ä", "service:1", "service:10", "service:9", "*", "x/*", "x/y"),
);
const asSet = names.map(grantSet);
const given = fc.oneof(names, asSet);
const sorted = (grants: Iterable<Grant>) => [...new Set(grants)].sort();

test("a set of grants is in order, with each grant once, and stays as it is", () => {
  fc.assert(
    fc.property(given, (grants) => {
      expect(grantSet(grants)).toEqual(sorted(grants));
      expect(grantSet(grantSet(grants))).toEqual(grantSet(grants));
    }),
  );
});

test("a union holds what any of its sets holds, in whatever order they come", () => {
  fc.assert(fc.property(fc.array(given), (sets) => expect(union(...sets)).toEqual(sorted(sets.flat()))));
});

test("without leaves what is not excluded, as it stood", () => {
  fc.assert(
    fc.property(given, given, (set, excluded) =>
      expect(without(set, excluded)).toEqual(set.filter((grant) => !excluded.includes(grant))),
    ),
  );
});

test("an intersection holds what both hold", () => {
  fc.assert(
    fc.property(asSet, given, (left, right) =>
      expect(intersect(left, right)).toEqual(left.filter((grant) => right.includes(grant))),
    ),
  );
});

test("whether a set holds a grant is the same asked once or often", () => {
  fc.assert(
    fc.property(given, names, (set, asked) => {
      const isThere = holderOf(set);
      expect(asked.map(isThere)).toEqual(asked.map((grant) => set.includes(grant)));
    }),
  );
});

/** As it was before sets were compared in their order: each grant asked of each other one. */
function planByAsking(
  { grants, denied, ended = [], unlisted }: Desired,
  access: Access,
  owned: readonly Grant[],
  covers: (wider: Grant, narrower: Grant) => boolean,
) {
  const gives = (set: readonly Grant[], grant: Grant) => set.some((wider) => covers(wider, grant));
  const own = access.grants.filter((grant) => !access.implied.includes(grant));
  const mayGo = (grant: Grant) => unlisted === "revoke" || ended.includes(grant) || gives([...denied, ...owned], grant);
  const revoke = own.filter((grant) => !gives(grants, grant) && mayGo(grant));
  const left = access.grants.filter((grant) => !revoke.includes(grant));
  return { grant: grants.filter((grant) => !gives(left, grant)), revoke };
}

test("a plan is what asking each grant of each other one would make it", () => {
  const pages = fc.subarray(["*", "mail/*", "mail/boxes", "mail/lists", "web/*", "web/dns", "web/ssl"]).map(grantSet);
  const kind = fc.constantFrom(
    sameGrant,
    spanelCovers,
    Object.assign((a: Grant, b: Grant) => spanelCovers(a, b), {}),
  );
  fc.assert(
    fc.property(pages, pages, pages, pages, pages, pages, fc.constantFrom("revoke", "keep"), kind, (...given) => {
      const [grants, denied, ended, held, implied, owned, unlisted, covers] = given;
      const desired: Desired = { grants, denied, ended, unlisted };
      const access: Access = { grants: held, implied: held.filter((grant) => implied.includes(grant)) };
      expect(planAccess(desired, access, owned, covers)).toEqual(planByAsking(desired, access, owned, covers));
    }),
    { numRuns: 2_000 },
  );
});

test("a plan is the same whether the sets that it is made of are in order or not", () => {
  fc.assert(
    fc.property(
      names,
      names,
      names,
      names,
      fc.constantFrom("revoke", "keep"),
      (wanted, denied, held, owned, unlisted) => {
        const plan = (make: (grants: readonly Grant[]) => readonly Grant[]) =>
          planAccess(
            { grants: make(wanted), denied: make(denied), unlisted },
            { grants: make(held), implied: [] },
            make(owned),
            sameGrant,
          );
        const [loose, tidy] = [plan((grants) => grants), plan(grantSet)];
        expect([sorted(loose.grant), sorted(loose.revoke)]).toEqual([tidy.grant, tidy.revoke]);
      },
    ),
  );
});
