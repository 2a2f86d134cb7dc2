import { ShopUserPermissions } from "../../provider/systems/bakeronline/ShopUserPermissions.js";
import { startWorld } from "../engine/support.js";

/** Creates and refreshes so many users of one company: each time with one list request for all of them. */
export async function expectOneListFor(count: number): Promise<void> {
  const emails = Array.from({ length: count }, (_, index) => `user${index}@example.com`);
  const world = await startWorld(({ bakeronline, env }) => {
    for (const email of emails) bakeronline.bakery.addUser(15, email);
    // The state is written once, at the end: with a file backend a thousand creates would take minutes otherwise.
    return { env: { ...env, PULUMI_SKIP_CHECKPOINTS: "1" } };
  });
  try {
    world.stack.program = async () => {
      for (const email of emails) {
        new ShopUserPermissions(email, { companyId: 15, email, shopIds: [11], permissions: { newsletters: true } });
      }
    };
    await world.stack.up();
    expect(world.sandbox.log.count("GET")).toBe(1);
    expect(world.sandbox.log.writes()).toHaveLength(count);
    world.sandbox.log.clear();
    const { changes } = await world.stack.refresh({ previewOnly: true, expectNoChanges: true });
    expect(changes).toEqual({ same: count + 1 });
    expect(world.sandbox.log.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "GET /company/companies/15/permissions/users",
    ]);
  } finally {
    await world.end();
  }
}
