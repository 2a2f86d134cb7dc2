import type { StoredResource } from "../../cli/drift/deployment.js";
import { driftReport, exitStatus } from "../../cli/drift/driftReport.js";
import { resourceKinds } from "../../provider/systems/resourceKinds.js";
import { type Sandbox, startSandbox } from "../../sandbox/index.js";
import { type Args, cases } from "../support/cases/index.js";
import { contextFor } from "../support/contextFor.js";
import { created, deploymentOf } from "../support/deploymentOf.js";

const lastDay = "2026-12-31";
const before = Date.parse("2026-12-30T12:00:00Z");
const after = Date.parse("2027-01-01T00:00:00Z");
const anna = { name: "anna", mark: "anna" };

describe.each(cases)("an end of access of $name", (system) => {
  let sandbox: Sandbox;
  let stored: StoredResource;
  beforeEach(async () => {
    sandbox = await startSandbox();
    system.setUp(sandbox);
  });
  afterEach(() => sandbox.close());

  const ending = system.granted.find((grant) => !system.restored.includes(grant)) ?? "";
  const staying = system.granted.filter((grant) => grant !== ending);
  const until = { [ending]: lastDay };
  const context = (now: number) => contextFor(system.env(sandbox), () => now);
  const make = async (args: Args) => {
    stored = await created(system, context(before), { ...system.args, until, ...args });
    sandbox.log.clear();
  };
  /** One run of the engine, with handlers that know nothing of the runs before. */
  const up = async (now: number, args: Args = {}) => {
    const run = context(now);
    const handlers = system.handlers(run);
    const { outputs, id } = stored;
    const { inputs, failures } = handlers.check({ ...system.args, until, ...args }, stored.outputs, anna);
    expect(failures).toEqual([]);
    const { changes } = handlers.diff(outputs, inputs, id);
    if (changes) stored = { ...stored, outputs: (await handlers.update(outputs, inputs)).outputs };
    return { changes, notices: run.notices };
  };

  test("is kept on its day, without a change of the program, and needs no request before or after it", async () => {
    await make({});
    expect((await up(after - 1)).changes).toBe(false);
    expect(sandbox.log.requests).toEqual([]);
    const { changes, notices } = await up(after);
    expect(changes).toBe(true);
    expect(system.live(sandbox)).toEqual(staying);
    if (system.readable) expect(notices.join("\n")).toContain(`revoked ${ending} (ended on ${lastDay})`);
    sandbox.log.clear();
    expect((await up(after)).changes).toBe(false);
    expect(sandbox.log.requests).toEqual([]);
  });

  if (!system.readable) {
    test("is reported as due although nothing can be read, and written away by a correction", async () => {
      await make({});
      const report = (action: "report" | "fix") => driftReport(deploymentOf([stored]), context(after), { action });
      const found = await report("report");
      expect(found.resources[0]).toMatchObject({ status: "unobservable", expired: [ending] });
      expect(exitStatus(found, false)).toBe(2);
      const fixed = await report("fix");
      expect(system.live(sandbox)).toEqual(staying);
      expect(exitStatus(fixed, false)).toBe(0);
    });
  }

  if (system.readable) {
    test("that is over is no difference to whoever checks an adopted program", async () => {
      await make({});
      await up(after);
      const adopter = resourceKinds.get(system.path)?.adopter?.(context(after));
      expect(await adopter?.prove({ ...system.args, until })).toMatchObject({ status: "read", gained: [], lost: [] });
    });

    test('goes alone with unlisted: "keep"', async () => {
      await make({ unlisted: "keep" });
      const there = system.live(sandbox).filter((grant) => grant !== ending);
      await up(after, { unlisted: "keep" });
      expect(system.live(sandbox)).toEqual(there);
    });

    test("is drift, named as expired, until a correction takes it away and writes nothing else", async () => {
      await make({});
      const report = async (action: "report" | "fix") =>
        (await driftReport(deploymentOf([stored]), context(after), { action })).resources[0];
      expect(await report("report")).toMatchObject({
        status: "drifted",
        gained: [ending],
        expired: [ending],
        until: { [ending]: lastDay },
      });
      expect(await report("fix")).toMatchObject({ status: "in-sync", corrected: { grant: [], revoke: [ending] } });
      expect(system.live(sandbox)).toEqual(staying);
      expect((await report("report"))?.status).toBe("in-sync");
    });
  }

  test("stays ended through a destroy that restores", async () => {
    const given = { ...system.restoring, ...(system.restoring.onDelete === "restore" ? {} : { onDelete: "keep" }) };
    await make(given);
    await up(after, given);
    await system.handlers(context(after)).delete(stored.outputs, stored.id);
    expect(system.live(sandbox)).not.toContain(ending);
    if (given.onDelete === "restore") expect(system.live(sandbox)).toEqual([...system.restored]);
  });

  test("of everything needs to say what stays, where nothing may be left", async () => {
    const refused = (args: Args) =>
      system.handlers(context(before)).check({ ...system.args, until: lastDay, ...args }, {}, anna).failures;
    if (!system.path.startsWith("spanel/")) return expect(refused({})).toEqual([]);
    const [category, page] = system.args.kind === "admin" ? ["backups", "list"] : ["mysql", "databases"];
    expect(refused({})).toMatchObject([{ property: "restoreTo", reason: expect.stringContaining("full root access") }]);
    expect(refused({ restoreTo: "all" })).toMatchObject([{ property: "restoreTo" }]);
    expect(refused({ until: { [ending]: lastDay }, onDelete: "restore", restoreTo: "all" })).toMatchObject([
      { property: "restoreTo", reason: expect.stringContaining(`gives ${ending}, which ends on ${lastDay}`) },
    ]);
    const restoreTo = { [category]: [page] };
    await make({ until: lastDay, restoreTo });
    await up(after, { until: lastDay, restoreTo });
    expect(system.live(sandbox)).toEqual([`${category}/${page}`]);
  });
});

test("a wide switch of HostUp that would give what has ended is not restored", async () => {
  const sandbox = await startSandbox();
  try {
    sandbox.hostup.account.addContact(1, ["accessAllDomains", "canViewTickets"]);
    const kind = resourceKinds.get("hostup/ContactPermissions");
    const run = (now: number) => kind?.handlers(contextFor(sandbox.env, () => now));
    const args = { contactId: 1, domains: ["21266"], until: { "domain:21266": lastDay }, onDelete: "restore" };
    const { inputs = {} } = run(before)?.check(args, {}, anna) ?? {};
    const { outputs = {}, id } = (await run(before)?.create(inputs)) ?? {};
    await run(after)?.delete(outputs, id);
    const left = sandbox.hostup.account.grantsOf(1);
    expect(left).toContain("canViewTickets");
    expect(left).not.toContain("accessAllDomains");
    expect(left).not.toContain("domain:21266");
  } finally {
    await sandbox.close();
  }
});

test("an end that would leave BakerOnline rights without a shop is refused at preview", () => {
  const system = cases.find(({ name }) => name === "ShopUserPermissions");
  const run = contextFor({}, () => before);
  const until = { "shop:11": lastDay, "shop:19": "2027-01-31" };
  expect(system?.handlers(run).check({ ...system.args, until }, {}, anna).failures).toMatchObject([
    { property: "until", reason: expect.stringMatching(/^leaves after 2027-01-31 what is refused: shopIds is empty/) },
  ]);
});
