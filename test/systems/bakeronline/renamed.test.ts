import { defineHandlers } from "../../../provider/lifecycle/lifecycle.js";
import { definition } from "../../../provider/systems/bakeronline/definition.js";
import { type Sandbox, startSandbox } from "../../../sandbox/index.js";
import { contextFor } from "../../support/contextFor.js";

const companyId = 15;
const email = "baker@example.com";
const wanted = { companyId, shopIds: [11], permissions: { products: true } };
let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.close());

/** One run of the engine. */
function run(env = sandbox.env) {
  const handlers = defineHandlers(definition, contextFor(env));
  const create = (args: object) => handlers.create(handlers.check({ ...args }).inputs);
  return { ...handlers, create };
}

test.each(["revoke", "restore"])(
  "naming a user by number instead of by address replaces the resource without being misled by the list from before (onDelete %s)",
  async (onDelete) => {
    const { bakery } = sandbox.bakeronline;
    const entry = bakery.addUser(companyId, email, ["discounts", "shop:12"]);
    const names = [{ email }, { userPermissionId: entry.id }];
    for (const [from, to] of [names, [...names].reverse()]) {
      const { outputs, id } = await run().create({ ...wanted, ...from, onDelete });
      const { delete: remove, create } = run();
      await remove(outputs, id);
      await create({ ...wanted, ...to, onDelete });
      expect(bakery.grantsOf(entry)).toEqual(["products", "shop:11"]);
    }
  },
);

test("a connection that got another name for the same server shares its lists with the old name", async () => {
  const { bakery } = sandbox.bakeronline;
  const { url, accessToken } = sandbox.bakeronline;
  const env = {
    ...sandbox.env,
    BAKERONLINE_CONNECTIONS: JSON.stringify({
      main: { url, accessToken, accountsUrl: sandbox.bakeronline.accountsUrl },
    }),
  };
  const users = ["one@example.com", "two@example.com"].map((address) => bakery.addUser(companyId, address));
  const first = run(env);
  const states = [];
  for (const { user } of users) states.push(await first.create({ ...wanted, email: user.email }));
  const second = run(env);
  for (const [index, { user }] of users.entries()) {
    await second.delete(states[index]?.outputs ?? {}, states[index]?.id);
    await second.create({ ...wanted, email: user.email, connection: "main" });
  }
  for (const entry of users) expect(bakery.grantsOf(entry)).toEqual(["products", "shop:11"]);
});
