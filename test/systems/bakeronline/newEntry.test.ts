import type { Handlers } from "../../../provider/lifecycle/lifecycle.js";
import { defineHandlers } from "../../../provider/lifecycle/lifecycle.js";
import { definition } from "../../../provider/systems/bakeronline/definition.js";
import { type Sandbox, startSandbox } from "../../../sandbox/index.js";
import { contextFor } from "../../support/contextFor.js";
import { failureOf } from "../../support/failureOf.js";

const companyId = 15;
const email = "baker@example.com";
const shop = { companyId, shopIds: [11], permissions: { newsletters: true } };

let sandbox: Sandbox;
let handlers: Handlers;
const nextRun = () => {
  handlers = defineHandlers(definition, contextFor(sandbox.env));
};
beforeEach(async () => {
  sandbox = await startSandbox();
  nextRun();
});
afterEach(() => sandbox.close());

const created = (args: object, name = "resource") =>
  handlers.create(handlers.check({ ...shop, ...args }, {}, { name, mark: name }).inputs);

/** An administrator deletes the entry of the baker, and enters them again. */
function enteredAgain(): number {
  const { bakery } = sandbox.bakeronline;
  bakery.companies.get(companyId)?.delete(bakery.entry(companyId, email)?.id ?? 0);
  return bakery.addUser(companyId, email, ["newsletters", "shop:11"]).id;
}
const live = () => sandbox.bakeronline.bakery.grantsOf(sandbox.bakeronline.bakery.entry(companyId, email));

test("a resource that goes takes nothing from an entry which was made anew, and for which another one speaks", async () => {
  sandbox.bakeronline.bakery.addUser(companyId, email);
  const old = await created({ email }, "old");
  const userPermissionId = enteredAgain();
  nextRun();
  await created({ userPermissionId }, "new");
  const error = await failureOf(handlers.delete(old.outputs, old.id));
  expect(error.name).toBe("HandOverError");
  expect(error.message).toContain(`it is 15/${userPermissionId} now, not ${old.id}, and the resource "new"`);
  expect(live()).toEqual(["newsletters", "shop:11"]);
});

test("what was taken from an entry that was made anew is a change for the resource that declares it", async () => {
  sandbox.bakeronline.bakery.addUser(companyId, email);
  const old = await created({ email }, "old");
  const userPermissionId = enteredAgain();
  nextRun();
  const known = await created({ userPermissionId }, "new");
  nextRun();
  // What waited for its deletion comes before anything is declared.
  await handlers.delete(old.outputs, old.id);
  expect(live()).toEqual([]);
  const { inputs } = handlers.check({ ...shop, userPermissionId }, known.outputs, { name: "new", mark: "new" });
  expect(handlers.diff(known.outputs, inputs, known.id).changes).toBe(true);
});

test("nobody keeps access because another resource once spoke for their entry", async () => {
  const { bakery } = sandbox.bakeronline;
  const first = bakery.addUser(companyId, "former@example.com");
  const byNumber = await created({ userPermissionId: first.id }, "a");
  const stale = { ...(await created({ email }, "b")), id: byNumber.id };
  nextRun();
  const { inputs } = handlers.check({ ...shop, email }, stale.outputs, { name: "b", mark: "b" });
  handlers.diff(stale.outputs, inputs, stale.id);
  await handlers.delete(byNumber.outputs, byNumber.id);
  expect(bakery.grantsOf(bakery.entry(companyId, "former@example.com"))).toEqual([]);
  expect(live()).toEqual(["newsletters", "shop:11"]);
});
