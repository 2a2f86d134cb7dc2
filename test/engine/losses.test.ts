import { ContactPermissions } from "../../provider/systems/hostup/ContactPermissions.js";
import { SpanelUserPrivileges } from "../../provider/systems/spanel/SpanelUserPrivileges.js";
import { startWorld, type World } from "./support.js";

jest.setTimeout(180_000);

let world: World;
beforeAll(async () => {
  world = await startWorld(({ hostup, spanel }) => {
    for (const contactId of [1, 2, 3, 4, 5]) hostup.account.addContact(contactId, ["canViewTickets"]);
    spanel.server.addAccount("shop").subusers.set("editor", { file: ["filemanager"] });
    return {};
  });
});
afterAll(() => world.end());

const canViewInvoices = true;
const editor = { kind: "subuser", accountUser: "shop", username: "editor" } as const;

test("every loss is named through the engine: before where it asks the provider, and always when it happens", async () => {
  world.stack.program = async () => {
    new ContactPermissions("anna", { contactId: 1, canViewInvoices, unlisted: "keep" });
    new ContactPermissions("bert", { contactId: 2, canViewInvoices });
    new ContactPermissions("carl", { contactId: 3, canViewInvoices });
    new ContactPermissions("dora", { contactId: 4, canViewInvoices, onDelete: "restore" });
    new SpanelUserPrivileges("editor", { ...editor, permissions: { email: ["accounts"] } });
  };
  const taken = await world.stack.up();
  expect(taken.notices).toEqual(
    expect.arrayContaining([
      "anna (HostUp contact 1): granted canViewInvoices",
      "bert (HostUp contact 2): granted canViewInvoices; revoked canViewTickets",
      "editor (SPanel subuser shop/editor): granted email/accounts; revoked file/filemanager",
    ]),
  );

  world.sandbox.hostup.account.grant(1, "canPlaceOrders");
  const drifted = await world.stack.refresh({ previewOnly: true });
  expect(drifted.notices).toEqual([]);
  world.sandbox.hostup.account.grant(2, "canPlaceOrders");
  const refreshed = await world.stack.refresh({ previewOnly: true });
  expect(refreshed.notices).toEqual(["bert (HostUp contact 2) has drifted: gained canPlaceOrders"]);

  world.stack.program = async () => {
    new ContactPermissions("anna", { contactId: 1, canViewInvoices });
    new ContactPermissions("bert", { contactId: 5, canViewInvoices });
  };
  const whole = "anna (HostUp contact 1): is to have canViewInvoices; whatever else it has is revoked";
  const replaced = "warning: bert (HostUp contact 2): is given up, and loses canViewInvoices and whatever else it has";
  const { notices: foreseen } = await world.stack.preview();
  expect(foreseen).toContain(`${whole} (when it was last read: canViewTickets)`);
  expect(foreseen).toContainEqual(expect.stringContaining(replaced));
  expect((await world.stack.preview({ refresh: true })).notices).toContain(
    `${whole} (when it was last read: canPlaceOrders, canViewTickets)`,
  );
  expect((await world.stack.up()).notices).toEqual(
    expect.arrayContaining([
      "anna (HostUp contact 1): revoked canPlaceOrders, canViewTickets",
      "bert (HostUp contact 2): revoked canPlaceOrders, canViewInvoices",
      "carl (HostUp contact 3): revoked canViewInvoices",
      "dora (HostUp contact 4): restored canViewTickets; revoked canViewInvoices",
      'warning: editor (SPanel subuser shop/editor): left as it is, because onDelete is "keep": email/accounts',
    ]),
  );
});
