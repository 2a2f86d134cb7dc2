import type { Properties } from "../../../provider/arguments/arguments.js";
import {
  AmbiguousSubjectError,
  PartlyAppliedError,
  SubjectNotFoundError,
  UnexpectedAnswerError,
} from "../../../provider/errors.js";
import { defineHandlers, type Handlers } from "../../../provider/lifecycle/lifecycle.js";
import { definition } from "../../../provider/systems/bakeronline/definition.js";
import { type BakerOnline, type Fault, type Sandbox, startSandbox } from "../../../sandbox/index.js";
import { contextFor } from "../../support/contextFor.js";
import { failureOf } from "../../support/failureOf.js";
import { repeatAtOnce } from "../../support/repeatAtOnce.js";

const companyId = 15;
const email = "baker@example.com";

repeatAtOnce();

let sandbox: Sandbox;
let bakery: BakerOnline;
let handlers: Handlers;
beforeEach(async () => {
  sandbox = await startSandbox();
  bakery = sandbox.bakeronline.bakery;
  bakery.addCompany(companyId);
  nextRun();
});
afterEach(() => sandbox.close());

const nextRun = (settings: Readonly<Record<string, string>> = { BAKERONLINE_RETRIES: "0" }) => {
  handlers = defineHandlers(definition, contextFor({ ...sandbox.bakeronline.env, ...settings }));
};
const rights = { shopIds: [11], permissions: { products: true } };
const checked = (args: Properties) => handlers.check({ companyId, ...rights, ...args }).inputs;
const create = (args: Properties) => handlers.create(checked(args));
const sent = (method: string) => sandbox.log.count(method);
const entries = () => [...(bakery.companies.get(companyId)?.values() ?? [])];

describe("a user by e-mail", () => {
  it("is found whatever the case, on both sides, and not added again", async () => {
    const entry = bakery.addUser(companyId, "Baker@Example.COM");
    const { id, outputs } = await create({ email: "BAKER@example.com" });
    expect(id).toBe(`15/${entry.id}`);
    expect(outputs.email).toBe(email);
    expect(bakery.grantsOf(entry)).toEqual(["products", "shop:11"]);
    expect(handlers.diff(outputs, checked({ email: "baker@EXAMPLE.com" })).changes).toBe(false);
    expect(sent("POST")).toBe(0);
  });

  it("who is not there is added, once, and has exactly what was asked for instead of what the API gives first", async () => {
    bakery.initial = { newsletters: true, permissions: true };
    const { outputs } = await create({ email });
    expect(entries().map((entry) => bakery.grantsOf(entry))).toEqual([["products", "shop:11"]]);
    expect(outputs.baseline).toEqual([]);
    expect(sandbox.log.writes()).toMatchObject([{ method: "POST", body: { email } }, { method: "PATCH" }]);
    expect(sandbox.log.writes()[0]?.body).toStrictEqual({ email });
  });

  it("who was added by somebody else since the list was read is not added again", async () => {
    await create({ email: "first@example.com" });
    const entry = bakery.addUser(companyId, email);
    const { id } = await create({ email });
    expect(id).toBe(`15/${entry.id}`);
    expect(entries()).toHaveLength(2);
  });

  it("who was removed meanwhile is gone on read, and added again by the next create", async () => {
    const { outputs } = await create({ email });
    bakery.companies.get(companyId)?.clear();
    bakery.addUser(companyId, "owner@example.com");
    nextRun();
    expect(await handlers.read(outputs)).toBeUndefined();
    await create({ email });
    expect(entries()).toHaveLength(2);
  });

  it("is not let go by a destroy that looks again and finds nobody at all in the list", async () => {
    const { id, outputs } = await create({ email, unlisted: "keep", onDelete: "revoke" });
    await handlers.read(outputs);
    bakery.companies.get(companyId)?.clear();
    const error = await failureOf(handlers.delete(outputs, id));
    expect(error).toBeInstanceOf(UnexpectedAnswerError);
    expect(error.message).toContain("shows no users at all, so that nobody in it is taken for gone");
  });

  describe("who was entered where the company showed no users at all", () => {
    const emptyLists = (times: number) =>
      sandbox.faults.add({ kind: "status", status: 200, body: [], method: "GET", path: "/permissions/users", times });

    it("and stands there twice, is an error that names both entries, and nobody is entered a third time", async () => {
      const there = bakery.addUser(companyId, email);
      bakery.initial = { permissions: true };
      emptyLists(2);
      const error = await failureOf(create({ email }));
      expect(error).toBeInstanceOf(PartlyAppliedError);
      expect(error.message).toContain(`has several entries: ${there.id}, `);
      nextRun();
      expect((await failureOf(create({ email }))).message).toContain("has several entries");
      expect(entries().map((entry) => bakery.grantsOf(entry))).toEqual([[], ["products", "shop:11"]]);
    });

    it("and is not shown then either, stays in the state, and is not entered again", async () => {
      emptyLists(4);
      const error = await failureOf(create({ email }));
      if (!(error instanceof PartlyAppliedError)) throw error;
      expect(error.message).toContain("does not show the one who was entered then either");
      nextRun();
      emptyLists(2);
      const next = await failureOf(handlers.update(error.state, checked({ email })));
      expect(next.message).toContain("shows no users at all, so that nobody in it is taken for gone");
      sandbox.faults.clear();
      nextRun();
      await handlers.update(error.state, checked({ email }));
      expect(entries().map((entry) => bakery.grantsOf(entry))).toEqual([["products", "shop:11"]]);
    });
  });

  it("with several entries is an error that lists them, and nothing is written", async () => {
    const ids = [bakery.addUser(companyId, email).id, bakery.addUser(companyId, "Baker@example.com").id];
    const error = await failureOf(create({ email }));
    expect(error).toBeInstanceOf(AmbiguousSubjectError);
    expect(error.message).toContain(`has several entries: ${ids.join(", ")}. Name one of them by userPermissionId`);
    expect(sandbox.log.writes()).toEqual([]);
  });

  it("in a company that does not exist is an error, and nobody is added", async () => {
    const error = await failureOf(create({ companyId: 99, email }));
    expect(error.message).toMatch(/^Listing the users of BakerOnline company 99 failed: .*answered 404/);
    expect(sent("POST")).toBe(0);
  });
});

describe("a user by number", () => {
  it("is found by it, also where the address has several entries", async () => {
    bakery.addUser(companyId, email);
    const second = bakery.addUser(companyId, email);
    const { id } = await create({ userPermissionId: second.id });
    expect(id).toBe(`15/${second.id}`);
    expect(entries().map((entry) => bakery.grantsOf(entry))).toEqual([[], ["products", "shop:11"]]);
  });

  it("who does not exist is an error: without an address nobody can be added", async () => {
    const error = await failureOf(create({ userPermissionId: 404 }));
    expect(error).toBeInstanceOf(SubjectNotFoundError);
    expect(error.message).toMatch(/BakerOnline entry 404 of company 15 does not exist\. Correct userPermissionId/);
    expect(sandbox.log.writes()).toEqual([]);
  });
});

const spoilt: [string, Fault][] = [
  ["a reset", { kind: "reset", afterEffect: true }],
  ["status 500", { kind: "status", status: 500, afterEffect: true }],
  ["status 503", { kind: "status", status: 503, afterEffect: true }],
  ["no answer", { kind: "hang", afterEffect: true }],
  ["half an answer", { kind: "truncate" }],
  ["a web page", { kind: "html", afterEffect: true }],
  ["an empty answer", { kind: "empty", afterEffect: true }],
  ["an answer that is no entry", { kind: "status", status: 200, body: { ok: true }, afterEffect: true }],
  [
    "the entry of somebody else",
    {
      kind: "status",
      status: 200,
      afterEffect: true,
      body: { id: 1, shop_ids: [], permissions: {}, user: { email: "other@example.com" } },
    },
  ],
];

/** Only where an answer never comes is the time limit short, and then not so short that a busy machine reaches it without a fault. */
function meet(fault: Fault): void {
  nextRun({ BAKERONLINE_RETRIES: "2", ...(fault.kind === "hang" ? { BAKERONLINE_TIMEOUT: "2" } : {}) });
  sandbox.faults.add({ ...fault, method: "POST" });
}

describe("adding a user", () => {
  it.each(spoilt)("that worked although its answer was spoilt is found in the list: %s", async (_what, fault) => {
    meet(fault);
    const { id, outputs } = await create({ email });
    expect(entries().map((entry) => [`15/${entry.id}`, bakery.grantsOf(entry)])).toEqual([
      [id, ["products", "shop:11"]],
    ]);
    expect(outputs).toMatchObject({ ...rights, permissions: { products: true }, __state: { verified: true } });
    expect(sent("POST")).toBe(1);
  });

  it.each(spoilt.filter(([, { afterEffect, body }]) => afterEffect === true && body === undefined))(
    "that did not work is an error, not repeated, and the next create adds the user once: %s",
    async (_what, fault) => {
      meet({ ...fault, afterEffect: false });
      const error = await failureOf(create({ email }));
      expect(error.message).toMatch(/^Adding baker@example\.com to BakerOnline company 15 failed: /);
      expect(sent("POST")).toBe(1);
      expect(entries()).toEqual([]);
      await create({ email });
      expect(entries()).toHaveLength(1);
    },
  );
});

// An answer that never comes says no more here than one that breaks off.
test.each(spoilt.filter(([, { kind }]) => kind !== "hang"))(
  "adding that nobody can look up after %s says both, and the next create finds the entry",
  async (_what, fault) => {
    meet(fault);
    sandbox.faults.add({ kind: "status", status: 403, method: "GET", skip: 2 });
    const error = await failureOf(create({ email }));
    expect(error.message).toMatch(/^Adding baker@example\.com to BakerOnline company 15 /);
    expect(error.message).toMatch(
      / It may have worked all the same; looking failed too: Listing the users .*answered 403/s,
    );
    expect(error instanceof UnexpectedAnswerError || Reflect.get(error, "outcomeUnknown")).toBe(true);
    await create({ email });
    expect(entries().map((entry) => bakery.grantsOf(entry))).toEqual([["products", "shop:11"]]);
  },
);

test("adding is repeated where the server refused it at the door", async () => {
  nextRun({ BAKERONLINE_RETRIES: "1" });
  sandbox.faults.add({ kind: "status", status: 429, retryAfter: 0, method: "POST" });
  await create({ email });
  expect(sent("POST")).toBe(2);
  expect(entries()).toHaveLength(1);
});

test("a crash between adding and writing leaves a state that the next update completes", async () => {
  sandbox.faults.add({ kind: "status", status: 500, method: "PATCH" });
  const error = await failureOf(create({ email }));
  const state = Object(Reflect.get(error, "state"));
  expect(Reflect.get(error, "id")).toBe(`15/${entries()[0]?.id}`);
  expect(state).toMatchObject({
    shopIds: [],
    permissions: { newsletters: true, products: false },
    __state: { verified: false },
  });
  nextRun();
  expect(handlers.diff(state, checked({ email })).changes).toBe(true);
  await handlers.update(state, checked({ email }));
  expect(entries().map((entry) => bakery.grantsOf(entry))).toEqual([["products", "shop:11"]]);
  expect(sent("POST")).toBe(1);
});

test("without any state the next create takes the entry over instead of adding another", async () => {
  sandbox.faults.add({ kind: "reset", method: "PATCH" });
  await failureOf(create({ email }));
  nextRun();
  await create({ email });
  expect(entries().map((entry) => bakery.grantsOf(entry))).toEqual([["products", "shop:11"]]);
  expect(sent("POST")).toBe(1);
});
