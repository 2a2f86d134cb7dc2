import { defineHandlers } from "../../../provider/lifecycle/lifecycle.js";
import { definition } from "../../../provider/systems/bakeronline/definition.js";
import { definition as delegatedAccess } from "../../../provider/systems/hostup/delegatedAccess/definition.js";
import { type Sandbox, startSandbox } from "../../../sandbox/index.js";
import { contextFor } from "../../support/contextFor.js";
import { failureOf } from "../../support/failureOf.js";

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.close());

const kelvin = "par\u212aer@example.com";
const shop = { companyId: 15, shopIds: [11], permissions: { newsletters: true } };
const handlers = () => defineHandlers(definition, contextFor(sandbox.env));
const create = (args: object) => {
  const run = handlers();
  return run.create(run.check({ ...shop, ...args }).inputs);
};

test("rights do not go to somebody whose address only looks the same by Unicode's rules", async () => {
  const { bakery } = sandbox.bakeronline;
  const parker = bakery.addUser(15, "parker@example.com");
  const error = await failureOf(create({ email: kelvin }));
  expect(error.message).toContain('email has U+212A as character 4 of 18, which only looks like "K": write that');
  expect(bakery.grantsOf(parker)).toEqual([]);
});

test("nor does the access of somebody whose address in the list only looks the same count as theirs", async () => {
  const { bakery } = sandbox.bakeronline;
  const stranger = bakery.addUser(15, kelvin, ["discounts", "shop:19"]);
  const { id } = await create({ email: "parker@example.com" });
  expect(id).not.toBe(`15/${stranger.id}`);
  expect(bakery.grantsOf(stranger)).toEqual(["discounts", "shop:19"]);
});

test("one person, written with composed and with decomposed accents, has one entry", async () => {
  const { bakery } = sandbox.bakeronline;
  const { id } = bakery.addUser(15, "rene\u0301e@example.com");
  expect((await create({ email: "Ren\u00e9e@example.com" })).id).toBe(`15/${id}`);
  expect(bakery.companies.get(15)?.size).toBe(1);
});

test("nobody is entered under an address that holds what is not seen", async () => {
  const error = await failureOf(create({ email: "ba\u200bker@example.com" }));
  expect(error.message).toContain("email has U+200B as character 3 of 18");
  expect(sandbox.log.requests).toEqual([]);
});

test("somebody in the state under such an address can still be let go", async () => {
  const { bakery } = sandbox.bakeronline;
  const email = "ba\u200bker@example.com";
  const entry = bakery.addUser(15, email);
  const { outputs } = await create({ userPermissionId: entry.id });
  await handlers().delete({ ...outputs, email, userPermissionId: undefined }, `15/${entry.id}`);
  expect(bakery.grantsOf(entry)).toEqual([]);
});

test("a stranger whose address only looks the same does not pass for an allowed delegate", async () => {
  sandbox.hostup.account.delegate(kelvin);
  const run = defineHandlers(delegatedAccess, contextFor(sandbox.env));
  const error = await failureOf(run.create(run.check({ allowed: ["parker@example.com"] }).inputs));
  expect(error.message).toContain(kelvin);
});
