import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import * as dynamic from "pulumi-permissions";
import * as native from "pulumi-permissions/native";
import { filesBelow } from "../support/filesBelow.js";
import { installPlugin } from "../support/installPlugin.js";
import { failed, startWorld, type World } from "./support.js";

describe("the native plugin", () => {
  let world: World;
  const anna = { contactId: 14059, services: ["14101"], canViewInvoices: true };
  beforeAll(async () => {
    world = await startWorld(({ hostup }) => {
      hostup.account.addContact(14059, ["canPlaceOrders"]);
      hostup.account.addContact(14060, ["canViewInvoices", "service:14102"]);
      return { env: { HOSTUP_URL: hostup.url, HOSTUP_API_KEY: hostup.apiKey } };
    });
    await installPlugin(world.stack);
  });
  afterAll(() => world.end());
  const grants = (contactId = 14059) => world.sandbox.hostup.account.grantsOf(contactId);
  const writes = () => world.sandbox.log.writes().length;

  test("a preview says what it would change of live access, and a plain up corrects what somebody changed by hand", async () => {
    const { stack, sandbox } = world;
    stack.program = async () => {
      new native.ContactPermissions("anna", anna);
    };
    const preview = await stack.preview();
    expect(preview.notices).toContain(
      "anna (HostUp contact 14059): grants canViewInvoices, service:14101; revokes canPlaceOrders",
    );
    expect(writes()).toBe(0);
    await stack.up();
    sandbox.hostup.account.grant(14059, "accessAllVps");
    const corrected = await stack.up();
    expect(corrected.changes).toMatchObject({ update: 1 });
    expect(corrected.notices).toContain("anna (HostUp contact 14059) has drifted: gained accessAllVps");
    expect(grants()).toEqual(["canViewInvoices", "service:14101"]);
    sandbox.log.clear();
    expect((await stack.up()).changes).toEqual({ same: 2 });
    // What docs/scale.md says that it costs: as much as a refresh.
    expect(sandbox.log.count()).toBe(1);
  });

  test("a resource that is imported by the program is unchanged afterwards, and nothing is written", async () => {
    const { stack } = world;
    const before = writes();
    stack.program = async () => {
      new native.ContactPermissions("anna", anna);
      const opts = { import: "14060" };
      new native.hostup.ContactPermissions(
        "bob",
        { contactId: 14060, services: ["14102"], canViewInvoices: true },
        opts,
      );
    };
    expect((await stack.up()).changes).toMatchObject({ import: 1 });
    await stack.refresh({ previewOnly: true, expectNoChanges: true });
    expect((await stack.up()).changes).toEqual({ same: 3 });
    expect(writes()).toBe(before);
  });

  test("a program moves to the dynamic classes and back without a change, refreshes included", async () => {
    const { stack } = world;
    const before = writes();
    const program =
      ({ ContactPermissions }: Pick<typeof dynamic, "ContactPermissions">) =>
      async () => {
        new ContactPermissions("anna", anna);
        new ContactPermissions("bob", { contactId: 14060, services: ["14102"], canViewInvoices: true });
      };
    stack.program = program(dynamic);
    expect((await stack.up()).changes).toEqual({ same: 3 });
    stack.program = program(native);
    expect((await stack.up({ refresh: true })).changes).toEqual({ same: 3 });
    expect(writes()).toBe(before);
    world.sandbox.hostup.account.grant(14059, "canOpenTickets");
    stack.program = program(dynamic);
    await stack.refresh();
    expect((await stack.up()).changes).toEqual({ update: 1, same: 2 });
    expect(grants()).toEqual(["canViewInvoices", "service:14101"]);
  });

  test("a resource that changes its name and its shell in one run keeps its access, and two of one person are refused", async () => {
    const { stack } = world;
    const bob = { contactId: 14060, services: ["14102"], canViewInvoices: true };
    const before = writes();
    stack.program = async () => {
      new native.ContactPermissions("anne", anna);
      new dynamic.ContactPermissions("bob", bob);
    };
    const { notices } = await stack.up();
    expect(notices.join()).toContain("left as it is, because another resource of this program manages it");
    expect([grants(), writes()]).toEqual([["canViewInvoices", "service:14101"], before]);
    stack.program = async () => {
      new native.ContactPermissions("anne", anna);
      new dynamic.ContactPermissions("anna", { ...anna, canPlaceOrders: true });
      new dynamic.ContactPermissions("bob", bob);
    };
    expect((await failed(stack.up())).output).toContain("another resource of this program manages them");
    expect(writes()).toBe(before);
    stack.program = async () => {
      new dynamic.ContactPermissions("anna", anna);
      new dynamic.ContactPermissions("bob", bob);
    };
    await stack.up();
    expect(grants()).toEqual(["canViewInvoices", "service:14101"]);
  });

  test("a provider of the program's own has its credentials in no state, and one that was changed tells the way out", async () => {
    const { stack, sandbox } = world;
    const { apiKey, url } = sandbox.hostup;
    const program = (key: string) => async () => {
      const provider = new native.Provider("account", { hostup: { url, apiKey: pulumi.secret(key) } });
      new native.ContactPermissions("anna", anna, { provider });
    };
    stack.program = program("worn-out");
    // It comes from the classes of the other shell without a change, so that nothing is asked yet.
    await stack.up();
    stack.program = program(apiKey);
    const refused = await failed(stack.up({ refresh: true }));
    expect(refused.output).toMatch(/CredentialRefusedError: .*it refused permissions:hostup.apiKey/);
    const [, urn = ""] = /run `pulumi up --target '(\S+)'` first/.exec(refused.output) ?? [];
    await stack.up({ target: [urn] });
    expect((await stack.up({ refresh: true })).changes).toEqual({ same: 3 });
    const texts = await filesBelow(join(stack.folder, "state"));
    expect(texts.filter((text) => text.includes(apiKey) || text.includes("worn-out"))).toEqual([]);
  });

  test("what is secret in a program stands in no state file, nor what would tell it, and both shells can read it", async () => {
    const { stack, sandbox } = world;
    const services = pulumi.secret(["14201"]);
    stack.program = async () => {
      new native.ContactPermissions("secretive", { contactId: 14061, services });
    };
    sandbox.hostup.account.addContact(14061, []);
    await stack.up();
    expect((await stack.up()).changes).toEqual({ same: 2 });
    await stack.refresh({ expectNoChanges: true });
    for (const text of await filesBelow(join(stack.folder, "state", ".pulumi", "stacks")))
      expect(text).not.toContain("14201");
    stack.program = async () => {
      new dynamic.ContactPermissions("secretive", { contactId: 14061, services });
    };
    expect((await stack.up()).changes).toEqual({ same: 2 });
    await stack.destroy();
  });

  test("the guard refuses a program that has lost people, at preview, whatever shell they have", async () => {
    const { stack, sandbox } = world;
    for (const contactId of [1, 2, 3]) sandbox.hostup.account.addContact(contactId, []);
    const program = (contactIds: readonly number[]) => async () => {
      const classes = [native.ContactPermissions, dynamic.ContactPermissions];
      for (const contactId of contactIds) {
        const Class = classes[contactId % 2] ?? native.ContactPermissions;
        new Class(`contact-${contactId}`, { contactId, canViewInvoices: true });
      }
      new native.AccessGuard("guard", { maxPeople: 0, maxShare: 0 });
    };
    stack.program = program([1, 2, 3]);
    await stack.up();
    stack.program = program([1, 2]);
    const refused = await failed(stack.preview());
    expect(refused.output).toContain("1 person of 3 would lose everything: contact-3 (HostUp contact 3)");
    expect(grants(3)).toEqual(["canViewInvoices"]);
  });
});
