import type { Properties } from "../../../provider/arguments/arguments.js";
import { UnsafeChangeError } from "../../../provider/errors.js";
import { defineHandlers, type Handlers } from "../../../provider/lifecycle/lifecycle.js";
import { definition } from "../../../provider/systems/bakeronline/definition.js";
import { rights } from "../../../provider/systems/bakeronline/vocabulary.js";
import { type BakerOnline, type Sandbox, startSandbox } from "../../../sandbox/index.js";
import { contextFor } from "../../support/contextFor.js";
import { failureOf } from "../../support/failureOf.js";

const companyId = 15;
const email = "baker@example.com";
let sandbox: Sandbox;
let bakery: BakerOnline;
let handlers: Handlers;
beforeEach(async () => {
  sandbox = await startSandbox();
  bakery = sandbox.bakeronline.bakery;
  handlers = defineHandlers(definition, contextFor({ ...sandbox.bakeronline.env, BAKERONLINE_RETRIES: "0" }));
});
afterEach(() => sandbox.close());

const checked = (args: Properties) => handlers.check({ companyId, email, ...args }).inputs;
const create = (args: Properties) => handlers.create(checked(args));
const granted = () => bakery.grantsOf(bakery.entry(companyId, email));
const failures = (args: Properties) =>
  handlers.check({ companyId, email, ...args }).failures.map(({ property, reason }) => `${property} ${reason}`);
const patches = () => sandbox.log.requests.filter(({ method }) => method === "PATCH").map(({ body }) => Object(body));
const off = Object.fromEntries(Object.values(rights).map((key) => [key, false]));

describe("rights without a shop", () => {
  it.each([
    ["revoke", {}],
    ["keep", {}],
    ["revoke", { shopIds: [] }],
  ])("are refused at preview, with unlisted %s", (unlisted, args) => {
    const given = { unlisted, permissions: { products: true, holidays: false }, ...args };
    expect(failures(given)).toEqual([
      expect.stringMatching(/^shopIds is empty although there are rights: .*name the shops/),
    ]);
  });

  it("are fine where no right is on", () => {
    expect(failures({ shopIds: [], permissions: { products: false } })).toEqual([]);
  });

  it("are never written: taking the last shop by keeping a right of somebody else's is refused", async () => {
    bakery.addUser(companyId, email, ["holidays"]);
    const { outputs } = await create({ unlisted: "keep", shopIds: [11] });
    sandbox.log.clear();
    const error = await failureOf(handlers.update(outputs, checked({ unlisted: "keep", shopIds: [] })));
    expect(Reflect.get(error, "reason")).toBeInstanceOf(UnsafeChangeError);
    expect(error.message).toContain("it would leave rights without a shop");
    expect(patches()).toEqual([]);
    expect(granted()).toEqual(["holidays", "shop:11"]);
  });

  it("are not restored either", async () => {
    bakery.addUser(companyId, email, ["holidays"]);
    const { outputs } = await create({ shopIds: [11], permissions: { products: true }, onDelete: "restore" });
    sandbox.log.clear();
    expect(await failureOf(handlers.delete(outputs))).toBeInstanceOf(UnsafeChangeError);
    expect(patches()).toEqual([]);
    expect(granted()).toEqual(["products", "shop:11"]);
  });
});

describe("destroy", () => {
  it("turns every right off while the shops are still there, and then takes the shops", async () => {
    bakery.addUser(companyId, email);
    const { outputs } = await create({ shopIds: [11, 19], permissions: { products: true } });
    sandbox.log.clear();
    await handlers.delete(outputs);
    expect(patches()).toEqual([
      { shop_ids: [11, 19], permissions: off },
      { shop_ids: [], permissions: off },
    ]);
    expect(granted()).toEqual([]);
  });

  it("that fails between the two leaves the shops without a right, and can be repeated", async () => {
    bakery.addUser(companyId, email);
    const { outputs } = await create({ shopIds: [11], permissions: { products: true } });
    sandbox.faults.add({ kind: "reset", method: "PATCH", afterEffect: true });
    await failureOf(handlers.delete(outputs));
    expect(granted()).toEqual(["shop:11"]);
    await handlers.delete(outputs);
    expect(granted()).toEqual([]);
  });

  it.each([
    ["restore", ["discounts", "shop:11"]],
    ["keep", ["products", "shop:19"]],
    ["revoke", []],
  ])("with onDelete %s leaves the entry, with exactly that", async (onDelete, left) => {
    bakery.addUser(companyId, email, ["discounts", "shop:11"]);
    const { outputs } = await create({ shopIds: [19], permissions: { products: true }, onDelete });
    await handlers.delete(outputs);
    expect(granted()).toEqual(left);
    expect(bakery.companies.get(companyId)?.size).toBe(1);
    expect(sandbox.log.count("DELETE")).toBe(0);
  });
});

test("an update that takes the last shop turns the rights off first", async () => {
  bakery.addUser(companyId, email);
  const { outputs } = await create({ shopIds: [11], permissions: { products: true } });
  sandbox.log.clear();
  await handlers.update(outputs, checked({}));
  expect(patches()).toEqual([
    { shop_ids: [11], permissions: off },
    { shop_ids: [], permissions: off },
  ]);
});

test.each([
  [
    "neither address nor number",
    { email: undefined },
    "email or userPermissionId names the user: write exactly one of the two",
  ],
  ["both", { userPermissionId: 17 }, "email or userPermissionId names the user: write exactly one of the two"],
  [
    "a right in the API's words",
    { permissions: { email_settings: false } },
    'permissions has no right "email_settings"; did you mean "emailSettings"?',
  ],
  [
    "a right that does not exist",
    { permissions: { fly: false } },
    'permissions has no right "fly"; there are companyInfo',
  ],
  ["a shop in words", { shopIds: ["11"] }, 'shopIds[0] must be the number of a shop, such as 11, not "11"'],
  [
    "a right that is a word",
    { permissions: { products: "yes" } },
    'permissions.products must be true or false, not "yes"',
  ],
  ["no company", { companyId: undefined }, "companyId is required: write the company's number"],
  [
    "an address without @",
    { email: "baker" },
    'email must be an e-mail address, such as baker@example.com, not "baker"',
  ],
])("%s is refused at preview", (_what, args, words) => {
  expect(failures(args)).toEqual([expect.stringContaining(words)]);
});
