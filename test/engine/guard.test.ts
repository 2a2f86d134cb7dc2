import * as pulumi from "@pulumi/pulumi";
import { AccessGuard, type AccessGuardArgs } from "../../provider/guard/AccessGuard.js";
import { ContactPermissions } from "../../provider/systems/hostup/ContactPermissions.js";
import { storedNames, upWith } from "../support/engineRuns.js";
import { failing, startWorld, type World } from "./support.js";

jest.setTimeout(180_000);

const contactType = "pulumi-nodejs:dynamic/hostup:ContactPermissions";
const guardUrn = "urn:pulumi:dev::pulumi-permissions::pulumi-nodejs:dynamic/access:AccessGuard::guard";
const urnOf = (contactId: number) => `urn:pulumi:dev::pulumi-permissions::${contactType}::contact-${contactId}`;
const eight = [1, 2, 3, 4, 5, 6, 7, 8];

let world: World;
beforeAll(async () => {
  world = await startWorld(({ hostup }) => {
    for (const contactId of eight) hostup.account.addContact(contactId);
    return {};
  });
});
afterAll(() => world.end());

/** Who of the eight has access. */
const held = () => eight.filter((contactId) => world.sandbox.hostup.account.grantsOf(contactId).length > 0);
const make = (contactId: number, canViewInvoices = true) =>
  new ContactPermissions(`contact-${contactId}`, { contactId, canViewInvoices });
const declare = (contacts: readonly number[], guard?: AccessGuardArgs) => {
  world.stack.program = async () => {
    for (const contactId of contacts) make(contactId);
    new AccessGuard("guard", guard);
  };
};
const refuses = async (words: string | RegExp) => {
  expect(await failing(world.stack.preview())).toMatch(words);
};

test("a program that has gone empty, broken off or lost its engine takes nothing from anybody, under any flag", async () => {
  declare(eight);
  await world.stack.up();
  world.stack.program = async () => undefined;
  const words = /guard.*cannot be deleted[\s\S]*protected/;
  await refuses(words);
  // As `pulumi up --skip-preview`, which is what the Automation API does.
  expect(await failing(world.stack.up())).toMatch(words);
  const old = urnOf(1);
  // What leaves the guard out deletes nothing on which it depends.
  const flags = [
    { continueOnError: true, refresh: true, exclude: [guardUrn] },
    { target: [old], targetDependents: true, replace: [old] },
  ];
  for (const options of flags) {
    await upWith(world.stack, options);
    expect([options, held()]).toEqual([options, eight]);
  }
  world.stack.program = async () => {
    for (const contactId of [1, 2, 3, 4]) make(contactId);
    throw new pulumi.RunError("half way");
  };
  expect((await upWith(world.stack, { continueOnError: true })).failed).toBe(true);
  expect(await failing(world.stack.destroy())).toMatch(words);
  expect(held()).toEqual(eight);
});

test("many at once are named and refused, and removing lets exactly so many go", async () => {
  declare([5, 6, 7, 8]);
  await refuses("4 people of 8 would lose everything: contact-1 (HostUp contact 1), contact-2 (HostUp contact 2)");
  expect((await upWith(world.stack, { continueOnError: true })).output).toContain("set removing: 4");
  expect(held()).toEqual(eight);
  declare([5, 6, 7, 8], { removing: 4 });
  await world.stack.up();
  expect(held()).toEqual([5, 6, 7, 8]);
  const { notices, changes } = await world.stack.up();
  expect(changes).toEqual({ same: 6 });
  expect(notices.join()).toContain("removing: 4 is no longer needed");
});

test("nobody is emptied by an update either, where there is a preview, and the last one never", async () => {
  const emptied = (last: boolean) => async () => {
    for (const contactId of [5, 6, 7, 8]) make(contactId, last && contactId === 8);
    new AccessGuard("guard", { maxPeople: 2 });
  };
  world.stack.program = emptied(true);
  expect(await failing(world.stack.preview())).toContain("3 people of 4 would lose everything: contact-5");
  world.stack.program = emptied(false);
  expect(await failing(world.stack.preview())).toContain("That would leave nobody");
  expect(held()).toEqual([5, 6, 7, 8]);
});

test("what is made after the guard is an error, which the guard would not see", async () => {
  world.stack.program = async () => {
    new AccessGuard("guard");
    make(5);
  };
  await refuses('is made after the AccessGuard "guard"');
});

test("a refresh leaves it as it is, and a destroy takes two deliberate steps", async () => {
  declare([5, 6, 7, 8], { removing: 4 });
  expect((await world.stack.refresh({ previewOnly: true, expectNoChanges: true })).changes).toEqual({ same: 6 });
  await world.stack.command("state", "unprotect", guardUrn, "--yes");
  await world.stack.destroy();
  expect(held()).toEqual([]);
  expect(await storedNames(world.stack)).toEqual([]);
});

describe("where the guard is not reached, no run takes everything from more people than it allows", () => {
  let other: World;
  const left = () => eight.filter((contactId) => other.sandbox.hostup.account.grantsOf(contactId).length > 0);
  const program = (contacts: readonly number[], given: { nobody?: boolean; empties?: boolean } = {}) => {
    other.stack.program = async () => {
      for (const contactId of contacts)
        new ContactPermissions(`contact-${contactId}`, { contactId, canViewInvoices: given.empties !== true });
      if (given.nobody) new ContactPermissions("nobody", { contactId: 99 });
      new AccessGuard("guard");
    };
  };
  beforeEach(async () => {
    other = await startWorld(({ hostup }) => {
      for (const contactId of eight) hostup.account.addContact(contactId);
      return {};
    });
  });
  afterEach(() => other.end());

  test("because a take-over failed before it was made, and then the program is empty", async () => {
    program(eight, { nobody: true });
    await upWith(other.stack, { continueOnError: true });
    expect(left()).toEqual(eight);
    other.stack.program = async () => undefined;
    const { failed, output } = await upWith(other.stack, { continueOnError: true });
    expect([failed, left().length]).toEqual([true, 5]);
    expect(output).toContain(
      "nothing was taken away, because the program's AccessGuard lets no more people lose everything",
    );
  });

  test("because it knows nobody whom a run that failed has added, and those leave again", async () => {
    program([1, 2]);
    await other.stack.up();
    program(eight, { nobody: true });
    await upWith(other.stack, { continueOnError: true });
    program([1, 2]);
    const { failed } = await upWith(other.stack, { continueOnError: true });
    expect([failed, left().length]).toEqual([true, 5]);
    program([1, 2, 3, 4, 5, 6, 7, 8]);
    await other.stack.up();
    // Targets leave the guard out, and an update comes before it.
    program(eight, { empties: true });
    await upWith(other.stack, { target: eight.map(urnOf), continueOnError: true });
    expect(left().length).toBe(5);
  });
});
