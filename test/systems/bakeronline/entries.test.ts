import type { Properties } from "../../../provider/arguments/arguments.js";
import { NotConvergedError } from "../../../provider/errors.js";
import { defineHandlers, type Handlers } from "../../../provider/lifecycle/lifecycle.js";
import { definition } from "../../../provider/systems/bakeronline/definition.js";
import { rightNames, rights } from "../../../provider/systems/bakeronline/vocabulary.js";
import { type BakerOnline, type Sandbox, startSandbox } from "../../../sandbox/index.js";
import { contextFor } from "../../support/contextFor.js";
import { failureOf } from "../../support/failureOf.js";

const companyId = 15;
const email = "baker@example.com";
let sandbox: Sandbox;
let bakery: BakerOnline;
let context: ReturnType<typeof contextFor>;
let handlers: Handlers;
beforeEach(async () => {
  sandbox = await startSandbox();
  bakery = sandbox.bakeronline.bakery;
  nextRun();
});
afterEach(() => sandbox.close());

const nextRun = () => {
  context = contextFor({ ...sandbox.bakeronline.env, BAKERONLINE_RETRIES: "0" });
  handlers = defineHandlers(definition, context);
  sandbox.log.clear();
};
const checked = (args: Properties) => handlers.check({ companyId, email, ...args }).inputs;
const create = (args: Properties) => handlers.create(checked(args));
const granted = () => bakery.grantsOf(bakery.entry(companyId, email));
const patches = () => sandbox.log.requests.filter(({ method }) => method === "PATCH").map(({ body }) => Object(body));
const off = Object.fromEntries(Object.values(rights).map((key) => [key, false]));

describe.each(["merge", "replace"] as const)("where a PATCH means %s", (mode) => {
  beforeEach(() => {
    bakery.patch = mode;
  });

  it("all eleven rights are in every body, by the API's names", async () => {
    bakery.addUser(companyId, email, ["discounts", "shop:11"]);
    const { outputs } = await create({
      shopIds: [19, 11, 19],
      permissions: { newsletters: true, emailSettings: true },
    });
    expect(patches()).toEqual([
      { shop_ids: [11, 19], permissions: { ...off, newsletters: true, email_settings: true } },
    ]);
    expect(outputs).toMatchObject({
      shopIds: [11, 19],
      permissions: {
        ...Object.fromEntries(rightNames.map((name) => [name, false])),
        newsletters: true,
        emailSettings: true,
      },
      baseline: ["discounts", "shop:11"],
      __state: { verified: true },
    });
  });

  it("rights that nobody knows are sent back as they were read", async () => {
    const entry = bakery.addUser(companyId, email, ["shop:11"]);
    Object.assign(entry.permissions, { loyalty_cards: true, gift_cards: false });
    await create({ shopIds: [11], permissions: { products: true } });
    expect(patches()).toEqual([
      { shop_ids: [11], permissions: { ...off, products: true, loyalty_cards: true, gift_cards: false } },
    ]);
    expect(entry.permissions).toMatchObject({ loyalty_cards: true, gift_cards: false });
  });

  it("a right that is a number and was rounded when it was read is not sent back", async () => {
    const entry = bakery.addUser(companyId, email, ["shop:11"]);
    Object.assign(entry.permissions, { loyalty_cards: 2 ** 53 });
    const error = await failureOf(create({ shopIds: [11], permissions: { products: true } }));
    expect(error.message).toContain(
      "was not sent: BakerOnline shows a number for the right loyalty_cards that is too large",
    );
    expect(patches()).toEqual([]);
  });

  it('with unlisted "keep" what the program does not mention stays', async () => {
    bakery.addUser(companyId, email, ["discounts", "holidays", "shop:11"]);
    const { outputs } = await create({
      unlisted: "keep",
      shopIds: [19],
      permissions: { products: true, holidays: false },
    });
    expect(granted()).toEqual(["discounts", "products", "shop:11", "shop:19"]);
    expect(outputs).toMatchObject({ shopIds: [19], permissions: { products: true, holidays: false } });
    await handlers.delete(outputs);
    expect(granted()).toEqual(["discounts", "shop:11"]);
  });
});

describe("a right that this release does not know and that is on", () => {
  it("is said, kept, and no drift", async () => {
    const entry = bakery.addUser(companyId, email, ["products", "shop:11"]);
    const args = { shopIds: [11], permissions: { products: true } };
    const { outputs } = await create(args);
    entry.permissions.loyalty_cards = true;
    nextRun();
    expect((await handlers.read(outputs))?.outputs).toEqual(outputs);
    expect(context.notices).toEqual([
      expect.stringMatching(
        /^BakerOnline user .* has rights that this release does not know.*: loyalty_cards\. They stay on while there is a shop\.$/,
      ),
    ]);
    await handlers.update(outputs, checked(args));
    expect(patches()).toEqual([]);
  });

  it("goes with the last shop, because what a right without a shop means is not documented", async () => {
    const entry = bakery.addUser(companyId, email, ["shop:11"]);
    entry.permissions.loyalty_cards = true;
    const { outputs } = await create({ shopIds: [11], permissions: { products: true } });
    nextRun();
    await handlers.delete(outputs);
    for (const { permissions } of patches()) expect(permissions).toEqual({ ...off, loyalty_cards: false });
    expect(entry.permissions.loyalty_cards).toBe(false);
  });
});

describe("shops", () => {
  it("out of order and twice are the same set: no drift, no write", async () => {
    bakery.addUser(companyId, email, ["products", "shop:23", "shop:11", "shop:19"]);
    const args = { shopIds: [19, 23, 11], permissions: { products: true } };
    const { outputs } = await create(args);
    expect((await handlers.read(outputs))?.outputs).toEqual(outputs);
    expect(handlers.diff(outputs, checked({ ...args, shopIds: [11, 11, 23, 19] })).changes).toBe(false);
    expect(patches()).toEqual([]);
  });

  it("are compared as numbers, whatever their length", async () => {
    bakery.addUser(companyId, email);
    const { outputs } = await create({ shopIds: [100, 9, 20] });
    expect(outputs).toMatchObject({ shopIds: [9, 20, 100] });
    expect(patches()).toMatchObject([{ shop_ids: [9, 20, 100] }]);
  });

  it("that a write ignores are named in the error", async () => {
    bakery.addUser(companyId, email);
    bakery.stubborn.add("shop:19");
    const error = await failureOf(create({ shopIds: [11, 19], permissions: { products: true } }));
    expect(Reflect.get(error, "reason")).toBeInstanceOf(NotConvergedError);
    expect(error.message).toContain("not granted: shop:19");
  });
});

describe("the answer to a write", () => {
  const args = { shopIds: [11], permissions: { products: true } };
  const gets = () => sandbox.log.count("GET");

  it("proves it, so that nothing is read again", async () => {
    bakery.addUser(companyId, email);
    await create(args);
    expect(gets()).toBe(1);
  });

  it.each<[string, (id: number) => object]>([
    ["of another entry", (id) => ({ id: id + 1, shop_ids: [11], permissions: { products: true }, user: { email } })],
    ["with other content", (id) => ({ id, shop_ids: [12], permissions: { products: true }, user: { email } })],
    [
      "with more than was asked for",
      (id) => ({ id, shop_ids: [11], permissions: { products: true, holidays: true }, user: { email } }),
    ],
  ])("%s proves nothing: the list is read again", async (_what, body) => {
    const { id } = bakery.addUser(companyId, email);
    sandbox.faults.add({ kind: "status", status: 200, method: "PATCH", afterEffect: true, body: body(id) });
    const { outputs } = await create(args);
    expect(gets()).toBe(2);
    expect(outputs).toMatchObject({ ...args, permissions: { products: true }, __state: { verified: true } });
    expect(granted()).toEqual(["products", "shop:11"]);
  });
});

test("every request names version 1.9.0: without it the API has no such call", async () => {
  bakery.addUser(companyId, email);
  await create({ shopIds: [11], permissions: { products: true } });
  const bare = await fetch(`${sandbox.bakeronline.url}/company/companies/15/permissions/users`, {
    headers: { authorization: `Bearer ${sandbox.bakeronline.accessToken}` },
  });
  expect(bare.status).toBe(404);
  expect(sandbox.log.requests.map(({ status }) => status)).toEqual([200, 200, 404]);
});

describe("a thousand users of a company", () => {
  const people = Array.from({ length: 1_000 }, (_, index) => `user${index}@example.com`);
  const args = { shopIds: [11, 19], permissions: { products: true } };

  it("are created with one list, verified by their answers, and refreshed with one list", async () => {
    for (const person of people) bakery.addUser(companyId, person, ["shop:11"]);
    const made = await Promise.all(people.map((person) => create({ ...args, email: person })));
    expect(sandbox.log.count("PATCH")).toBe(1_000);
    expect(sandbox.log.count()).toBe(1_001);
    nextRun();
    const live = await Promise.all(made.map(({ outputs }) => handlers.read(outputs)));
    expect(live.map((one) => one?.outputs)).toEqual(made.map(({ outputs }) => outputs));
    expect(sandbox.log.requests.map(({ method }) => method)).toEqual(["GET"]);
  }, 60_000);

  it("of whom nobody is in the list yet are added each once, after a few lists", async () => {
    bakery.addCompany(companyId);
    const some = people.slice(0, 100);
    await Promise.all(some.map((person) => create({ ...args, email: person })));
    expect([sandbox.log.count("POST"), sandbox.log.count("PATCH")]).toEqual([100, 100]);
    expect(sandbox.log.count("GET")).toBeLessThan(10);
    expect(bakery.companies.get(companyId)?.size).toBe(100);
  });
});
