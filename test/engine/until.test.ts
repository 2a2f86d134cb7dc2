import { AccessGuard } from "../../provider/guard/AccessGuard.js";
import { ContactPermissions } from "../../provider/systems/hostup/ContactPermissions.js";
import { type Args, cases, type SystemCase } from "../support/cases/index.js";
import { drift } from "../support/driftCommand.js";
import { failing, startWorld, type World } from "./support.js";

jest.setTimeout(180_000);

const lastDay = "2099-12-31";
const before = "2099-12-20T12:00:00Z";
const after = "2100-01-01T00:00:00Z";
/** One subject of every kind; a VMS that cannot be read has settings of its own. */
const chosen = cases.filter(({ name }) => !name.startsWith("VmsUserPermissions without"));
const endingIn = ({ granted, restored }: SystemCase) => granted.find((grant) => !restored.includes(grant)) ?? "";

const worlds: World[] = [];
afterEach(() => Promise.all(worlds.splice(0).map((world) => world.end())));

/** A program in which one grant of everybody ends, applied while it has not ended yet. */
async function applied(more: (system: SystemCase) => Args): Promise<World> {
  const world = await startWorld((sandbox) => {
    for (const { setUp } of chosen) setUp(sandbox);
    return { env: Object.assign({}, sandbox.env, ...chosen.map(({ env }) => env(sandbox))) };
  });
  worlds.push(world);
  world.stack.program = async () => {
    for (const system of chosen) {
      const until = { [endingIn(system)]: lastDay };
      system.declare(system.name.replaceAll(" ", "-"), { ...system.args, until, ...more(system) });
    }
  };
  await world.stack.up();
  world.sandbox.log.clear();
  return world;
}

test("access ends on its last day without a change of the program, in every system, and no command brings it back", async () => {
  const world = await applied(() => ({}));
  const { sandbox, stack } = world;
  stack.turnClock(before);
  const foreseen = await stack.preview();
  expect(foreseen.changes).toEqual({ same: chosen.length + 1 });
  for (const system of chosen) expect(foreseen.output).toContain(`${endingIn(system)} ends on ${lastDay}`);
  await stack.refresh({ previewOnly: true, expectNoChanges: true });

  stack.turnClock(after);
  const drifted = await failing(stack.refresh({ previewOnly: true, expectNoChanges: true }));
  for (const system of chosen.filter(({ readable }) => readable)) {
    expect(drifted).toContain(`gained ${endingIn(system)} (ended on ${lastDay})`);
  }
  const environment = { env: { ...stack.environment } };
  const look = await drift(["--format", "json", "--cwd", stack.stack.workspace.workDir], environment);
  expect(look.status).toBe(2);
  const { resources } = JSON.parse(look.stdout);
  const expired = resources.flatMap((resource: { expired?: string[] }) => resource.expired ?? []);
  expect(expired.sort()).toEqual(
    // Of what cannot be read, by the state alone.
    chosen.map(endingIn).sort(),
  );

  const { changes } = await stack.up();
  expect(changes).toEqual({ same: 1, update: chosen.length });
  const left = (system: SystemCase) => system.granted.filter((grant) => grant !== endingIn(system));
  const expectLeft = () => {
    for (const system of chosen) expect(system.live(sandbox)).toEqual(left(system));
  };
  expectLeft();
  sandbox.log.clear();
  expect((await stack.up()).changes).toEqual({ same: chosen.length + 1 });
  expect(sandbox.log.requests).toEqual([]);
  await stack.refresh({ previewOnly: true, expectNoChanges: true });
  const fixed = await drift(["--fix", "--yes", "--cwd", stack.stack.workspace.workDir], environment);
  expect(fixed.stderr).not.toContain("rror");
  expectLeft();
});

test('access ends alone with "keep", and stays ended through a destroy that restores', async () => {
  const world = await applied((system) => ({
    ...(system.name.endsWith(" account") ? {} : { unlisted: "keep" }),
    ...system.restoring,
  }));
  const { sandbox, stack } = world;
  const held = chosen.map((system) => system.live(sandbox));
  stack.turnClock(after);
  await stack.up();
  chosen.forEach((system, index) => {
    expect(system.live(sandbox)).toEqual((held[index] ?? []).filter((grant) => grant !== endingIn(system)));
  });
  await stack.destroy();
  for (const system of chosen) expect(system.live(sandbox)).toEqual(system.restored);
});

test("a guard lets everybody's access end on its day, and still stops a program that empties them", async () => {
  const contacts = [1, 2, 3, 4, 5];
  const world = await startWorld(({ hostup }) => {
    for (const contactId of contacts) hostup.account.addContact(contactId, []);
    return {};
  });
  worlds.push(world);
  const { sandbox, stack } = world;
  const declare = (more: object) => {
    stack.program = async () => {
      for (const contactId of contacts) new ContactPermissions(`c${contactId}`, { contactId, until: lastDay, ...more });
      new AccessGuard("guard");
    };
  };
  declare({ canViewInvoices: true });
  await stack.up();
  stack.turnClock(before);
  declare({});
  expect(await failing(stack.preview())).toContain("5 people of 5 would lose everything");
  declare({ canViewInvoices: true });
  stack.turnClock(after);
  await stack.up({ continueOnError: true });
  for (const contactId of contacts) expect(sandbox.hostup.account.grantsOf(contactId)).toEqual([]);
  expect((await stack.up()).changes).toEqual({ same: contacts.length + 2 });
});
