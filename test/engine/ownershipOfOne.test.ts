import * as pulumi from "@pulumi/pulumi";
import {
  ShopUserPermissions,
  type ShopUserPermissionsArgs,
} from "../../provider/systems/bakeronline/ShopUserPermissions.js";
import { ContactPermissions, type ContactPermissionsArgs } from "../../provider/systems/hostup/ContactPermissions.js";
import { storedResources, upWith } from "../support/engineRuns.js";
import { failing, startWorld, type World } from "./support.js";

jest.setTimeout(180_000);

const view: Partial<ContactPermissionsArgs> = { canViewInvoices: true };
const shop = { companyId: 15, shopIds: [11], permissions: { newsletters: true } };

describe("one person under two names", () => {
  let world: World;
  let ids: Readonly<Record<string, number>>;
  const run = (program: () => void) => {
    world.stack.program = async () => program();
  };
  const shopUser = (name: string, args: Partial<ShopUserPermissionsArgs>) =>
    new ShopUserPermissions(name, { ...shop, ...args });
  const contact = (contactId: number) => world.sandbox.hostup.account.grantsOf(contactId);
  const baker = (email: string) => {
    const { bakery } = world.sandbox.bakeronline;
    return bakery.grantsOf(bakery.entry(15, email));
  };
  beforeAll(async () => {
    world = await startWorld(({ hostup, bakeronline: { bakery }, env }) => {
      for (const contactId of [1, 2]) hostup.account.addContact(contactId, ["canViewTickets"]);
      const people = ["one@example.com", "two@example.com", "three@example.com"];
      ids = Object.fromEntries(people.map((email) => [email, bakery.addUser(15, email, ["discounts", "shop:19"]).id]));
      const second = { HOSTUP_SECOND_URL: env.HOSTUP_URL ?? "", HOSTUP_SECOND_API_KEY: env.HOSTUP_API_KEY ?? "" };
      return { env: { ...env, ...second, BAKERONLINE_RETRIES: "0" } };
    });
  });
  afterAll(() => world.end());
  const idOf = (email: string) => ({ userPermissionId: ids[email] ?? 0 });

  test("keeps access where the words change, and what was there before the first write is known for ever", async () => {
    const restoring = { contactId: 2, ...view, onDelete: "restore" } as const;
    run(() => {
      shopUser("a", { email: "one@example.com", onDelete: "restore" });
      new ContactPermissions("moved", { contactId: 1, ...view });
      new ContactPermissions("first", restoring);
    });
    await world.stack.up();

    // By number, through another connection to the same server, under another name: the old ones are read before.
    const changed = (name: string) => () => {
      shopUser("a", { ...idOf("one@example.com"), onDelete: "restore" });
      new ContactPermissions("moved", { contactId: 1, ...view, connection: "second" });
      new ContactPermissions(name, restoring);
    };
    run(changed("second"));
    await world.stack.up({ refresh: true });
    expect((await world.stack.up({ refresh: true })).changes).toEqual({ same: 4 });
    expect([baker("one@example.com"), contact(1), contact(2)]).toEqual([
      ["newsletters", "shop:11"],
      ["canViewInvoices"],
      ["canViewInvoices"],
    ]);

    // Without a refresh the new one cannot know what the old one remembers: it says so, and loses nothing.
    run(changed("third"));
    const lost = await failing(world.stack.up());
    expect(lost).toMatch(
      /HostUp contact 2\): its access before the first write was canViewTickets, and the resource "third"/,
    );
    expect(lost).toContain("pulumi up --refresh");
    expect(contact(2)).toEqual(["canViewInvoices"]);
    await world.stack.up({ refresh: true });
    expect((await storedResources(world.stack)).map(({ name, outputs }) => [name, outputs.baseline])).toEqual(
      expect.arrayContaining([
        ["a", ["discounts", "shop:19"]],
        ["third", ["canViewTickets"]],
      ]),
    );

    const replaced = await upWith(world.stack, {
      replace: ["urn:pulumi:dev::pulumi-permissions::pulumi-nodejs:dynamic/hostup:ContactPermissions::third"],
    });
    expect(replaced).toMatchObject({ failed: true, output: expect.stringContaining("pulumi up --refresh") });
    await world.stack.up({ refresh: true });
    await world.stack.destroy();
    expect([baker("one@example.com"), contact(1), contact(2)]).toEqual([
      ["discounts", "shop:19"],
      [],
      ["canViewTickets"],
    ]);
  });

  test("keeps access where a resource moves on to somebody else, and a new one takes its place by number", async () => {
    run(() => void shopUser("a", { email: "two@example.com" }));
    await world.stack.up();
    run(() => {
      shopUser("a", { email: "three@example.com" });
      shopUser("b", idOf("two@example.com"));
    });
    await world.stack.up();
    expect([baker("two@example.com"), baker("three@example.com")]).toEqual([
      ["newsletters", "shop:11"],
      ["newsletters", "shop:11"],
    ]);
  });

  test("is not forgotten where the one who takes over fails, and an empty program takes everything away", async () => {
    run(() => void shopUser("a", { email: "two@example.com", permissions: { permissions: true } }));
    await world.stack.up();
    run(() => void shopUser("b", idOf("two@example.com")));
    world.sandbox.faults.add({ kind: "status", status: 403, method: "PATCH" });
    const { failed, output } = await upWith(world.stack, { continueOnError: true });
    expect(failed).toBe(true);
    expect(output).toMatch(
      /user two@example\.com of company 15\): nothing was taken away.*the resource "b" of this program/,
    );
    run(() => undefined);
    await world.stack.up();
    expect(baker("two@example.com")).toEqual([]);
    expect(await storedResources(world.stack)).toEqual([]);
  });

  test("is refused, whatever copy of the package declares them, and whatever a transformation makes of them", async () => {
    run(() => {
      new ContactPermissions("one", { contactId: 1 });
      const Copy = secondCopy();
      new Copy("uno", { contactId: 1 });
    });
    expect(await failing(world.stack.preview())).toMatch(
      /ContactPermissions "(one|uno)" and ContactPermissions "(one|uno)" both manage contactId 1/,
    );
    run(() => {
      pulumi.runtime.registerStackTransformation(({ type, props, opts }) =>
        type.endsWith(":ContactPermissions") ? { props: { ...props, contactId: 2 }, opts } : undefined,
      );
      new ContactPermissions("one", { contactId: 1 });
      new ContactPermissions("two", { contactId: 2 });
    });
    expect(await failing(world.stack.preview())).toMatch(/"(one|two)" both manage contactId 2/);
  });
});

/** The class from another copy of the package, as a nested `node_modules` has it, on the same SDK. */
function secondCopy(): typeof ContactPermissions {
  let copy = ContactPermissions;
  jest.isolateModules(() => {
    jest.doMock("@pulumi/pulumi", () => pulumi);
    copy = jest.requireActual<{ ContactPermissions: typeof ContactPermissions }>(
      "../../provider/systems/hostup/ContactPermissions.js",
    ).ContactPermissions;
  });
  jest.dontMock("@pulumi/pulumi");
  expect(copy).not.toBe(ContactPermissions);
  return copy;
}
