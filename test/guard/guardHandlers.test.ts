import { guardHandlers, Remembered, rememberedIn } from "../../provider/guard/guardHandlers.js";
import { FakeSystem, runFake } from "../support/fakeSystem.js";

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const contact = (contactId: unknown, more: object = {}) => ({
  kind: "hostup/ContactPermissions",
  name: `contact-${contactId}`,
  isRetained: false,
  args: { contactId, connection: "default", onDelete: "revoke", canViewInvoices: true, ...more },
});
const run = (now = Date.now) => {
  const notes: string[] = [];
  const notify = (_severity: string, message: string) => void notes.push(message);
  return { notes, handlers: guardHandlers({ config: () => undefined, notify, now }) };
};
const check = (subjects: readonly object[], olds: object = {}, args: object = {}) =>
  run().handlers.check({ subjects, ...args }, { ...olds }, { name: "guard", mark: "1" });

it("remembers whom the program declares, and nothing of what they may do", () => {
  expect(check([contact(1)]).inputs).toEqual({
    maxPeople: 3,
    maxShare: 0.25,
    keep: [],
    subjects: [{ subject: "HostUp contact 1", name: "contact-1", connection: "default", stays: false, holds: true }],
  });
});

it.each([
  ["restores something", { onDelete: "restore", baseline: ["canOpenTickets"] }, false, true],
  ["restores what nobody knows, which is nothing done", { onDelete: "restore", baseline: null }, false, true],
  ["restores nothing", { onDelete: "restore", baseline: [] }, false, false],
  ["keeps", { onDelete: "keep" }, false, true],
  ["is retained", {}, true, true],
  ["revokes", {}, false, false],
])("whose resource %s %p stays: %p %p", (_words, more, isRetained, stays) => {
  expect(check([{ ...contact(1, more), isRetained }]).inputs.subjects).toMatchObject([{ stays }]);
});

it("takes nobody for a loss whose access ends by itself: not when it is announced, not on the day, not once it is gone", () => {
  const at = (moment: string) => run(() => Date.parse(moment)).handlers;
  const resource = { name: "guard", mark: "1" };
  const many = (more: object) => ({
    subjects: [1, 2, 3, 4, 5].map((id) => contact(id, { ...more, until: "2026-12-31" })),
  });
  const announced = at("2026-12-01T00:00:00Z").check(many({}), {}, resource);
  expect(announced.inputs.subjects).toMatchObject([
    { holds: true, endsAt: "2027-01-01T00:00:00.000Z" },
    {},
    {},
    {},
    {},
  ]);
  const onTheDay = at("2027-01-01T00:00:00Z").check(many({}), announced.inputs, resource);
  expect(onTheDay.failures).toEqual([]);
  expect(onTheDay.inputs.subjects).toMatchObject([{ holds: false }, {}, {}, {}, {}]);
  // What the engine knows of a resource after its update shows none of the grants.
  const updated = at("2027-01-01T00:00:00Z").check(many({ canViewInvoices: false }), announced.inputs, resource);
  expect(updated.failures).toEqual([]);
  expect(at("2027-01-02T00:00:00Z").check({ subjects: [contact(6)] }, onTheDay.inputs, resource).failures).toEqual([]);
});

it("takes those for losses whom a program empties, whatever ends it has", () => {
  const at = (moment: string) => run(() => Date.parse(moment)).handlers;
  const resource = { name: "guard", mark: "1" };
  const many = (more: object) => ({ subjects: [1, 2, 3, 4, 5].map((id) => contact(id, more)) });
  const emptied = { canViewInvoices: false };
  for (const before of [{ until: "2026-12-31" }, { canPlaceOrders: true, until: { canPlaceOrders: "2020-12-31" } }]) {
    const { inputs } = at("2026-12-01T00:00:00Z").check(many(before), {}, resource);
    const broken = many({ ...emptied, until: { canPlaceOrders: "2020-12-31" } });
    expect(at("2026-12-02T00:00:00Z").check(broken, inputs, resource).failures).toHaveLength(1);
    expect(at("2026-12-02T00:00:00Z").check(many({ ...emptied, until: {} }), inputs, resource).failures).toHaveLength(
      1,
    );
  }
});

it("is given resources, and refuses what is none, wherever it stands: it would count as anybody", () => {
  const before = check([1, 2, 3, 4, 5].map((id) => contact(id))).inputs;
  for (const strange of ["14059", { name: "anna" }, 5, null]) {
    const { failures } = run().handlers.check({ subjects: [contact(1), strange] }, before, {
      name: "guard",
      mark: "1",
    });
    expect(failures).toEqual([
      { property: "subjects[1]", reason: expect.stringContaining("must be a permission resource itself") },
    ]);
  }
});

it("goes by what it remembers of somebody whom a run leaves out", () => {
  const before = check([contact(1), contact(2)]).inputs;
  const known = rememberedIn(before).map((guarded) => new Remembered(guarded));
  expect(check(known, before).failures).toEqual([]);
  expect(check(known, before).inputs.subjects).toEqual(before.subjects);
});

it("counts no list that is only watched", () => {
  const watched = { kind: "hostup/DelegatedAccess", name: "d", isRetained: false, args: { allowed: ["a@b.example"] } };
  expect(check([watched]).inputs.subjects).toEqual([]);
});

it("whose program gives nothing holds nothing; what is not known yet may be something", () => {
  expect(check([contact(1, { canViewInvoices: false })]).inputs.subjects).toMatchObject([{ holds: false }]);
  const { inputs, failures } = check([contact(1)], check([contact(1)]).inputs);
  expect([inputs.subjects, failures]).toMatchObject([[{ holds: true }], []]);
  expect(check([contact(1, { canViewInvoices: unknown })], check([contact(1)]).inputs).failures).toEqual([]);
});

it("does not take whoever is not known yet for gone", () => {
  const before = check([contact(1)]).inputs;
  expect(check([contact(unknown)], before).failures).toEqual([]);
  expect(check([], before).failures).toHaveLength(1);
});

it("refuses bad arguments by their property, in words that say what to write", () => {
  const { failures } = check([], {}, { maxPeople: -1, maxShare: 2, removing: 0, keep: "anna", maxpeople: 3 });
  expect(failures).toEqual([
    { property: "", reason: 'maxpeople is not an argument of this resource; did you mean "maxPeople"?' },
    { property: "maxPeople", reason: "must be a whole number, from 0, not -1" },
    { property: "maxShare", reason: "must be a share from 0 to 1, such as 0.25, not 2" },
    { property: "removing", reason: "must be a whole number, from 1, or left out where nobody goes, not 0" },
    { property: "keep", reason: 'must be a list of subjects, such as ["HostUp contact 14059"], not "anna"' },
  ]);
});

it("changes only where the program does", () => {
  const { handlers } = run();
  const before = check([contact(1)]).inputs;
  expect(handlers.diff(before, check([contact(1)], before).inputs).changes).toBe(false);
  expect(handlers.diff(before, check([contact(1), contact(2)], before).inputs).changes).toBe(true);
});

it("says when removing is no longer needed", () => {
  const { handlers, notes } = run();
  const before = check([contact(1)]).inputs;
  handlers.check({ subjects: [contact(1)], removing: 1 }, before, { name: "guard", mark: "1" });
  expect(notes).toEqual(["guard: removing: 1 is no longer needed, because nobody loses everything: take it out."]);
});

it("refuses where it cannot read whom the program declared before, and where it cannot tell whom it declares now", () => {
  const before = check([contact(1)]).inputs;
  const [unread] = check([], { ...before, subjects: [{ subject: "HostUp contact 1" }] }).failures;
  expect(unread?.reason).toContain("cannot read whom the program declared before");
  const changed = {
    kind: "bakeronline/ShopUserPermissions",
    name: "baker",
    isRetained: false,
    args: { companyId: 15 },
  };
  expect(check([changed]).failures[0]?.reason).toContain("cannot tell whom baker speaks for");
});

it("refuses a second guard, and what is made after it", () => {
  const second = run().handlers.check({ subjects: [] }, {}, { name: "other", mark: "2", guard: "guard" });
  expect(second.failures[0]?.reason).toContain('the program has "guard" already');
  const { failures } = runFake(new FakeSystem()).handlers.check(
    { subject: "anna" },
    {},
    { name: "anna", mark: "1", guard: "guard" },
  );
  expect(failures[0]?.reason).toContain(
    'is made after the AccessGuard "guard", which guards only what stands before it',
  );
});
