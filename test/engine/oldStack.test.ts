import {
  ContactPermissions,
  DelegatedAccess,
  ShopUserPermissions,
  SpanelUserPrivileges,
  VmsUserPermissions,
} from "../../provider/index.js";
import stored from "../fixtures/stack-0.1.0.json";
import { startWorld, type World } from "./support.js";

jest.setTimeout(180_000);

let world: World;
beforeAll(async () => {
  // What release 0.1.0 had made of it, when it wrote the stack.
  world = await startWorld(({ hostup, spanel, vms, bakeronline }) => {
    hostup.account.addContact(1, ["canViewInvoices", "service:14101"]);
    hostup.account.addContact(2, ["canOpenTickets", "canViewTickets"]);
    hostup.account.delegate("partner@example.com", { label: "Partner" });
    const shop = spanel.server.addAccount("shop", { email: "all" });
    shop.subusers.set("editor", { email: "all", domain: ["redirects"] });
    vms.install.addUser("guard@example.com", ["archives-show"]);
    bakeronline.bakery.addUser(15, "baker@example.com", ["newsletters", "shop:11", "shop:19"]);
    return {};
  });
  await world.stack.stack.importStack(stored);
});
afterAll(() => world.end());

test("a stack and a program of 0.1.0 go on working: nothing to do, drift seen and corrected, and destroyed as it was meant", async () => {
  const { sandbox, stack } = world;
  stack.program = async () => {
    new ContactPermissions("anna", { contactId: 1, services: ["14101"], canViewInvoices: true, onDelete: "restore" });
    new ContactPermissions("bert", { contactId: 2, canOpenTickets: true, unlisted: "keep" });
    new SpanelUserPrivileges("site", { username: "shop", permissions: { email: "all" }, reassertAfter: "24h" });
    new SpanelUserPrivileges("editor", {
      kind: "subuser",
      accountUser: "shop",
      username: "editor",
      permissions: { email: "all", domain: ["redirects"] },
      onDelete: "restore",
    });
    new VmsUserPermissions("guard", {
      login: "guard@example.com",
      permissions: ["archives-show"],
      denied: ["marks-store"],
    });
    new ShopUserPermissions("baker", {
      companyId: 15,
      email: "baker@example.com",
      shopIds: [11, 19],
      permissions: { newsletters: true },
    });
    new DelegatedAccess("partners", { allowed: ["partner@example.com"] });
  };
  await stack.refresh({ previewOnly: true, expectNoChanges: true });
  stack.turnClock("2026-11-26T01:40:00Z");
  sandbox.log.clear();
  expect((await stack.up()).changes).toEqual({ same: 8 });
  expect(sandbox.log.requests).toEqual([]);
  stack.turnClock();

  sandbox.hostup.account.grant(1, "canPlaceOrders");
  const { changes, notices } = await stack.up({ refresh: true });
  expect(changes).toMatchObject({ update: expect.any(Number) });
  expect(notices).toContain("anna (HostUp contact 1): revoked canPlaceOrders");

  await stack.destroy();
  expect(sandbox.hostup.account.grantsOf(1)).toEqual(["canPlaceOrders"]);
  expect(sandbox.hostup.account.grantsOf(2)).toEqual(["canViewTickets"]);
  expect(sandbox.spanel.server.accounts.get("shop")?.subusers.get("editor")).toEqual({ file: ["filemanager"] });
  expect(sandbox.vms.install.grantsOf("guard@example.com")).toEqual([]);
});
