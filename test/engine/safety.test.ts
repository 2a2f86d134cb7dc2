import * as pulumi from "@pulumi/pulumi";
import { ShopUserPermissions } from "../../provider/systems/bakeronline/ShopUserPermissions.js";
import { ContactPermissions } from "../../provider/systems/hostup/ContactPermissions.js";
import { DelegatedAccess } from "../../provider/systems/hostup/DelegatedAccess.js";
import type { Run } from "../../scripts/EngineStack.js";
import { filesBelow } from "../support/filesBelow.js";
import { failing, startWorld, type World } from "./support.js";

jest.setTimeout(180_000);

describe("what the engine keeps when things go wrong", () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld(({ hostup }) => {
      for (let contactId = 1; contactId <= 12; contactId++) hostup.account.addContact(contactId, ["canViewTickets"]);
      return {};
    });
  });
  // What a test leaves goes with the first up of the next one.
  afterEach(() => {
    world.sandbox.faults.clear();
    world.sandbox.log.clear();
  });
  afterAll(() => world.end());
  const run = (program: () => void) => {
    world.stack.program = async () => program();
  };
  const stored = async () => {
    const { deployment } = await world.stack.export();
    const resources: { id?: string; outputs?: Record<string, unknown> }[] = deployment.resources ?? [];
    return new Map(resources.flatMap(({ id, outputs }) => (outputs && id ? [[id, outputs] as const] : [])));
  };

  test("a resource that fails leaves the others done, keeps the true state, and is finished by the next up", async () => {
    const { account } = world.sandbox.hostup;
    account.stubborn.add("canPlaceOrders");
    run(() => {
      new ContactPermissions("one", { contactId: 1, canViewInvoices: true });
      new ContactPermissions("two", { contactId: 2, canPlaceOrders: true, canViewInvoices: true });
    });
    const output = await failing(world.stack.up());
    expect(output).toContain("not granted: canPlaceOrders");
    expect(account.grantsOf(1)).toEqual(["canViewInvoices"]);
    const two = (await stored()).get("2");
    expect(two).toMatchObject({
      canPlaceOrders: false,
      canViewInvoices: true,
      canViewTickets: false,
      baseline: ["canViewTickets"],
    });

    account.stubborn.clear();
    await world.stack.up();
    expect(account.grantsOf(2)).toEqual(["canPlaceOrders", "canViewInvoices"]);
    expect((await stored()).get("2")).toMatchObject({ canPlaceOrders: true, baseline: ["canViewTickets"] });
  });

  test("a resource that could not be read leaves nothing in the state, and nothing was written", async () => {
    world.sandbox.faults.add({ kind: "status", status: 403, method: "GET", path: "/contacts/4/" });
    run(() => {
      new ContactPermissions("one", { contactId: 1 });
      new ContactPermissions("four", { contactId: 4 });
    });
    const output = await failing(world.stack.up());
    expect(output).toContain("HostUp contact 4");
    expect((await stored()).has("4")).toBe(false);
    expect(world.sandbox.hostup.account.grantsOf(4)).toEqual(["canViewTickets"]);
  });

  test("two resources on one contact are an error at preview that names both", async () => {
    run(() => {
      new ContactPermissions("one", { contactId: 1 });
      new ContactPermissions("uno", { contactId: pulumi.output(1) });
    });
    const output = await failing(world.stack.preview());
    // Which of the two the engine hears of first is its own affair.
    expect(output).toMatch(
      /ContactPermissions \\*"(one|uno)\\*" and ContactPermissions \\*"(one|uno)\\*" both manage contactId 1/,
    );
    expect(world.sandbox.log.requests).toEqual([]);
  });

  describe("by two runs, side by side,", () => {
    const declareBefore = () => {
      new ContactPermissions("who", { contactId: 5, canViewInvoices: true });
      new ContactPermissions("old-name", { contactId: 7, canViewInvoices: true });
      new ContactPermissions("support", { contactId: 8, canViewInvoices: true });
    };
    const declareAfter = () => {
      new ContactPermissions("who", { contactId: 6, canViewInvoices: true });
      new ContactPermissions("new-name", { contactId: 7, canViewInvoices: true });
      new ContactPermissions("support", { contactId: 9, canViewInvoices: true });
      new ContactPermissions("billing", { contactId: 8, canViewInvoices: true });
    };
    /** The second one's arguments come from the first one's outputs. */
    const declareUnknown = () => {
      const one = new ContactPermissions("one", { contactId: 10, services: ["14101"] });
      new ContactPermissions("two", {
        contactId: 11,
        services: one.baseline.apply((before) => (before?.includes("canViewTickets") ? ["14102"] : [])),
        canViewInvoices: one.baseline.apply((before) => before?.length === 1),
      });
    };
    let second: Run;
    beforeAll(async () => {
      run(declareBefore);
      await world.stack.up();
      run(() => {
        declareAfter();
        declareUnknown();
      });
      await world.stack.preview();
      second = await world.stack.up();
    });
    const held = (contactId: number) => world.sandbox.hostup.account.grantsOf(contactId);

    test("the second run does these steps and no other", () => {
      expect(second.changes).toEqual({ same: 1, create: 4, replace: 2, delete: 1 });
    });

    test("another contact is a replacement: the new one gains, the old one loses", () => {
      expect([5, 6].map(held)).toEqual([[], ["canViewInvoices"]]);
    });

    test("a rename without an alias takes nothing away from the contact", () => {
      expect(held(7)).toEqual(["canViewInvoices"]);
    });

    test("a contact that passes from one resource to a new one keeps its access, though the engine deletes and creates side by side", () => {
      expect([8, 9].map(held)).toEqual([["canViewInvoices"], ["canViewInvoices"]]);
    });

    test("values that are known only after another resource pass the preview, and up uses them", () => {
      expect(held(11)).toEqual(["canViewInvoices", "service:14102"]);
    });
  });

  test("one shop user, by e-mail and by number, is refused before the second resource writes", async () => {
    const { bakery } = world.sandbox.bakeronline;
    const { id } = bakery.addUser(15, "baker@example.com");
    const shop = { companyId: 15, shopIds: [11] };
    run(() => void new ShopUserPermissions("by-email", { ...shop, email: "baker@example.com" }));
    await world.stack.up();
    run(() => {
      const first = new ShopUserPermissions("by-email", { ...shop, email: "baker@example.com" });
      new ShopUserPermissions("by-number", { ...shop, userPermissionId: id, shopIds: [99] }, { dependsOn: first });
    });
    const output = await failing(world.stack.up());
    expect(output).toContain(
      `by-email (BakerOnline user baker@example.com of company 15) and by-number (BakerOnline entry ${id} of company 15) are the same`,
    );
    expect(bakery.grantsOf(bakery.entry(15, "baker@example.com"))).toEqual(["shop:11"]);
  });

  test("protect refuses a destroy, and retainOnDelete leaves the access as it is", async () => {
    run(() => void new ContactPermissions("kept", { contactId: 1, canViewInvoices: true }, { protect: true }));
    await world.stack.up();
    expect(await failing(world.stack.destroy())).toContain("protect");
    run(() => void new ContactPermissions("kept", { contactId: 1, canViewInvoices: true }, { retainOnDelete: true }));
    await world.stack.up();
    world.sandbox.log.clear();
    await world.stack.destroy();
    expect(world.sandbox.log.requests).toEqual([]);
    expect(world.sandbox.hostup.account.grantsOf(1)).toEqual(["canViewInvoices"]);
  });

  test("a contact that was deleted in the dashboard is dropped by refresh, and destroy is content", async () => {
    run(() => {
      new ContactPermissions("one", { contactId: 1 });
      new ContactPermissions("two", { contactId: 2 });
    });
    await world.stack.up();
    world.sandbox.hostup.account.contacts.delete(1);
    await world.stack.refresh();
    expect((await stored()).has("1")).toBe(false);
    world.sandbox.hostup.account.contacts.delete(2);
    await world.stack.destroy();
  });
});

describe("secrets", () => {
  test("stand in no state, output or error, though the server echoes them", async () => {
    // From the environment: secrets of the stack configuration the engine itself would mask.
    const world = await startWorld(({ hostup, env }) => {
      hostup.account.addContact(1);
      return { env };
    });
    try {
      const { apiKey } = world.sandbox.hostup;
      world.stack.program = async () => void new ContactPermissions("one", { contactId: 1, canViewInvoices: true });
      const echo = { error: "Bad Request", code: "BAD_REQUEST", message: `the key ${apiKey} may not do this` };
      world.sandbox.faults.add({ kind: "status", status: 400, method: "POST", body: echo });
      const failed = await failing(world.stack.up());
      expect(failed).toContain("[redacted]");
      const { output } = await world.stack.up();
      const refreshed = await world.stack.refresh({ previewOnly: true });
      const exported = JSON.stringify(await world.stack.export());
      for (const text of [failed, output, refreshed.output, exported, ...(await filesBelow(world.stack.folder))]) {
        expect(text).not.toContain(apiKey);
      }
    } finally {
      await world.end();
    }
  });

  test("of the stack configuration, named connections included, reach the provider and stay encrypted on disk", async () => {
    const world = await startWorld(({ hostup }) => {
      hostup.account.addContact(1);
      return {
        env: {},
        config: {
          "hostup:url": { value: "http://127.0.0.1:9" },
          "hostup:apiKey": { value: "not-this-one", secret: true },
        },
      };
    });
    try {
      const { url, apiKey } = world.sandbox.hostup;
      await world.stack.stack.setConfig("hostup:connections.second.url", { value: url }, true);
      await world.stack.stack.setConfig("hostup:connections.second.apiKey", { value: apiKey, secret: true }, true);
      world.stack.program = async () =>
        void new ContactPermissions("one", { contactId: 1, canViewInvoices: true, connection: "second" });
      const { output } = await world.stack.up();
      expect(world.sandbox.hostup.account.grantsOf(1)).toEqual(["canViewInvoices"]);
      for (const text of [output, ...(await filesBelow(world.stack.folder))]) expect(text).not.toContain(apiKey);
    } finally {
      await world.end();
    }
  });

  test("of a program stand in no state file, with additionalSecretOutputs, and the resource works as ever", async () => {
    const who = "partner@example.com";
    const world = await startWorld(({ hostup, env }) => {
      hostup.account.delegate(who);
      return { env };
    });
    try {
      const allowed = pulumi.secret([who]);
      const opts = { additionalSecretOutputs: ["baseline", "__state"] };
      world.stack.program = async () => void new DelegatedAccess("partners", { allowed }, opts);
      await world.stack.up();
      expect((await world.stack.up()).changes).toEqual({ same: 2 });
      await world.stack.refresh({ previewOnly: true, expectNoChanges: true });
      for (const text of await filesBelow(world.stack.folder)) expect(text).not.toContain(who);
      await world.stack.destroy();
    } finally {
      await world.end();
    }
  });
});
