import { defineHandlers } from "../../provider/lifecycle/lifecycle.js";
import { definition as bakeronline } from "../../provider/systems/bakeronline/definition.js";
import { definition as spanel } from "../../provider/systems/spanel/definition.js";
import { type Sandbox, startSandbox } from "../../sandbox/index.js";
import type { Pages } from "../../sandbox/spanel/SpanelServer.js";
import { contextFor } from "../support/contextFor.js";

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.close());

const shopOf = (email: string) => ({
  companyId: 15,
  email,
  shopIds: [11],
  permissions: { newsletters: true },
  unlisted: "keep",
});
const reads = () => sandbox.log.requests.filter((request) => request.reads).length;

/** Does something after the next list was answered: what the run has read is then old. */
function afterNextList(change: () => void): void {
  sandbox.faults.add({
    kind: "rewrite",
    reads: true,
    rewrite: (answer) => {
      change();
      return answer;
    },
  });
}

test("what an administrator takes from a shop user after the list was read is not given back", async () => {
  const { bakery } = sandbox.bakeronline;
  const entry = bakery.addUser(15, "baker@example.com", ["discounts", "shop:19", "products"]);
  const run = defineHandlers(bakeronline, contextFor(sandbox.env));
  afterNextList(() => bakery.revoke(entry, "discounts"));
  await run.create(run.check(shopOf("baker@example.com")).inputs);
  expect(bakery.grantsOf(entry)).toEqual(["newsletters", "products", "shop:11", "shop:19"]);
});

test("nor by a destroy", async () => {
  const { bakery } = sandbox.bakeronline;
  const entry = bakery.addUser(15, "baker@example.com", ["discounts", "shop:19"]);
  const run = defineHandlers(bakeronline, contextFor(sandbox.env));
  const { outputs } = await run.create(run.check(shopOf("baker@example.com")).inputs);
  const nextRun = defineHandlers(bakeronline, contextFor(sandbox.env));
  afterNextList(() => bakery.revoke(entry, "discounts"));
  await nextRun.delete(outputs, `15/${entry.id}`);
  expect(bakery.grantsOf(entry)).toEqual(["shop:19"]);
});

test("nor a right that this release does not know, with whatever the program says of the rest", async () => {
  const { bakery } = sandbox.bakeronline;
  const entry = bakery.addUser(15, "baker@example.com");
  entry.permissions.payouts = true;
  const run = defineHandlers(bakeronline, contextFor(sandbox.env));
  afterNextList(() => {
    entry.permissions.payouts = false;
  });
  await run.create(run.check({ ...shopOf("baker@example.com"), unlisted: "revoke" }).inputs);
  expect(entry.permissions).toMatchObject({ newsletters: true, payouts: false });
});

test.each<{ kind: string; before: Pages; left: Pages; permissions: Pages }>([
  {
    kind: "subuser",
    before: { domain: ["domains"], email: ["accounts"] },
    left: { domain: ["domains"] },
    permissions: { file: ["backups"] },
  },
  {
    kind: "admin",
    before: { server: ["status"], accounts: ["list"] },
    left: { server: ["status"] },
    permissions: { backups: ["list"] },
  },
])("what an administrator takes from a SPanel $kind after the list was read is not given back", async (given) => {
  const { kind, before, left, permissions } = given;
  const { server } = sandbox.spanel;
  const owner = server.addAccount("shop");
  const people = kind === "admin" ? server.admins : owner.subusers;
  people.set("editor", before);
  const args = { kind, username: "editor", ...(kind === "admin" ? {} : { accountUser: "shop" }) };
  const run = defineHandlers(spanel, contextFor(sandbox.env));
  afterNextList(() => people.set("editor", left));
  await run.create(run.check({ ...args, permissions, unlisted: "keep" }).inputs);
  expect(server.grantsOf(people.get("editor"))).toEqual(
    [...server.grantsOf(left), ...server.grantsOf(permissions)].sort(),
  );
});

test("of two hundred who are written together each is read again by one more list for all", async () => {
  const { bakery } = sandbox.bakeronline;
  const emails = Array.from({ length: 200 }, (_, index) => `user${index}@example.com`);
  for (const email of emails) bakery.addUser(15, email, ["discounts", "shop:19"]);
  const run = defineHandlers(bakeronline, contextFor(sandbox.env));
  await Promise.all(emails.map((email) => run.create(run.check(shopOf(email)).inputs)));
  expect(reads()).toBe(2);
  const last = bakery.grantsOf(bakery.entry(15, "user199@example.com"));
  expect(last).toEqual(["discounts", "newsletters", "shop:11", "shop:19"]);
});

test("somebody who was entered just now is written at once, so that no failure leaves them with what the entry came with", async () => {
  const { bakery } = sandbox.bakeronline;
  bakery.addCompany(15);
  bakery.addUser(15, "owner@example.com");
  const run = defineHandlers(bakeronline, contextFor({ ...sandbox.env, BAKERONLINE_RETRIES: "0" }));
  sandbox.faults.add({ kind: "status", status: 500, method: "GET", skip: 2, times: 9 });
  await run.create(run.check({ ...shopOf("new@example.com"), permissions: { newsletters: false } }).inputs);
  expect(bakery.grantsOf(bakery.entry(15, "new@example.com"))).toEqual(["shop:11"]);
});
