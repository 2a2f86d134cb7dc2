import fc from "fast-check";
import { planAccess, sameGrant } from "../../provider/access/access.js";
import { type Grant, grantSet, holderOf, intersect, union, without } from "../../provider/access/grants.js";

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
