import * as pulumi from "@pulumi/pulumi";
import { ContactPermissions, type ContactPermissionsArgs } from "../../provider/systems/hostup/ContactPermissions.js";
import { VmsUserPermissions } from "../../provider/systems/vms/VmsUserPermissions.js";
import { storedNames, upWith } from "../support/engineRuns.js";
import { startWorld, type World } from "./support.js";

jest.setTimeout(180_000);

const contactType = "pulumi-nodejs:dynamic/hostup:ContactPermissions";
const urnOf = (name: string, type = contactType) => `urn:pulumi:dev::pulumi-permissions::${type}::${name}`;
const view: Partial<ContactPermissionsArgs> = { canViewInvoices: true };

describe("whoever the program declares keeps their access", () => {
  let world: World;
  const run = (program: () => void) => {
    world.stack.program = async () => program();
  };
  beforeAll(async () => {
    world = await startWorld(({ hostup, vms, env }) => {
      for (const contactId of [1, 2, 3, 4, 5, 6, 7, 8]) hostup.account.addContact(contactId, ["canViewTickets"]);
      vms.install.addUser("guard@example.com");
      const { VMS_ADMIN_LOGIN: _login, VMS_ADMIN_PASSWORD: _password, ...blind } = env;
      return { env: { ...blind, HOSTUP_RETRIES: "0" } };
    });
  });
  afterAll(() => world.end());
  const contact = (contactId: number) => world.sandbox.hostup.account.grantsOf(contactId);
  test("after a run that was interrupted between a new name and the delete of the old one, whatever way the next run goes", async () => {
    const make = (names: Readonly<Record<number, string>>, guard: string, others: () => void = () => undefined) => {
      for (const [contactId, name] of Object.entries(names))
        new ContactPermissions(name, { contactId: Number(contactId), ...view }, { protect: name === "old-3" });
      new VmsUserPermissions(guard, { login: "guard@example.com", permissions: ["archives-show"] });
      others();
    };
    run(() => make({ 1: "old-1", 2: "old-2", 3: "old-3", 4: "old-4", 5: "old-5" }, "guard"));
    await world.stack.up();
    // Another resource fails: nothing is deleted.
    const broken = () => void new ContactPermissions("nobody", { contactId: 99 });
    run(() => make({ 1: "new-1", 2: "new-2", 3: "new-3", 4: "new-4", 5: "old-5" }, "watchman", broken));
    // As with a program that is stopped by hand: all but the failed one are made, the old ones stay in the state.
    await upWith(world.stack, { continueOnError: false });
    await upWith(world.stack, {
      target: [
        urnOf("new-1"),
        urnOf("new-2"),
        urnOf("new-3"),
        urnOf("new-4"),
        urnOf("watchman", "pulumi-nodejs:dynamic/vms:VmsUserPermissions"),
      ],
    });
    await upWith(world.stack, { replace: [urnOf("old-5")] });
    expect(await storedNames(world.stack)).toEqual(
      expect.arrayContaining(["old-1", "new-1", "old-2", "new-2", "old-3", "new-3", "guard", "watchman"]),
    );
    await world.stack.command("state", "unprotect", "--all", "--yes");

    // One goes back to its old name, one moves into a component, the rest go on.
    const component = () => {
      const parent = new pulumi.ComponentResource("test:Team", "team");
      new ContactPermissions("new-4", { contactId: 4, ...view }, { parent });
    };
    run(() => make({ 1: "new-1", 2: "old-2", 3: "new-3", 5: "old-5" }, "watchman", component));
    const { failed, output } = await upWith(world.stack);
    expect(failed ? output : "").toBe("");
    for (const contactId of [1, 2, 3, 4, 5])
      expect([contactId, contact(contactId)]).toEqual([contactId, ["canViewInvoices"]]);
    expect(world.sandbox.vms.install.grantsOf("guard@example.com")).toEqual(["archives-show"]);
    expect(await storedNames(world.stack)).toEqual(expect.not.arrayContaining(["old-1", "new-2", "old-3", "guard"]));
    expect((await world.stack.up()).changes).not.toHaveProperty("update");
  });

  test("when a contact passes from one resource to another, and the run breaks before the first one's turn", async () => {
    const make = (billing: number, support: number, fails = false) => {
      const dependsOn = [new ContactPermissions("support", { contactId: support, ...view })];
      if (fails) dependsOn.push(new ContactPermissions("nobody", { contactId: 99 }, { dependsOn }));
      new ContactPermissions("billing", { contactId: billing, ...view }, { dependsOn });
    };
    run(() => make(6, 7));
    await world.stack.up();
    run(() => make(8, 6, true));
    expect((await upWith(world.stack)).failed).toBe(true);
    run(() => make(8, 6));
    await upWith(world.stack);
    expect([contact(6), contact(7), contact(8)]).toEqual([["canViewInvoices"], [], ["canViewInvoices"]]);
  });

  test("when a contact is replaced by one that does not exist", async () => {
    run(() => void new ContactPermissions("who", { contactId: 1, ...view }));
    await world.stack.up();
    run(() => void new ContactPermissions("who", { contactId: 99, ...view }));
    const { failed, output } = await upWith(world.stack);
    expect(failed).toBe(true);
    expect(output).toContain("who (HostUp contact 99) does not exist");
    expect(contact(1)).toEqual(["canViewInvoices"]);
    run(() => undefined);
    await world.stack.up();
    expect(contact(1)).toEqual([]);
  });

  test("and a refresh of what has to be written again, because time has passed, finds no drift", async () => {
    const args = { login: "guard@example.com", permissions: ["archives-show"], reassertAfter: "1s" };
    run(() => void new VmsUserPermissions("clock", args));
    await world.stack.up();
    // The next run starts more than a second later.
    const { changes } = await world.stack.refresh({ previewOnly: true, expectNoChanges: true });
    expect(changes).toEqual({ same: 2 });
    expect((await world.stack.up()).changes).toEqual({ same: 1, update: 1 });
  });
});
