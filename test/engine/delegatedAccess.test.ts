import * as pulumi from "@pulumi/pulumi";
import {
  type AllowedDelegateArgs,
  DelegatedAccess,
  getDelegatedAccess,
  getDelegatedAccessOutput,
} from "../../provider/index.js";
import type { Run } from "../../scripts/EngineStack.js";
import { filesBelow } from "../support/filesBelow.js";
import { failing, startWorld, type World } from "./support.js";

jest.setTimeout(180_000);

describe("DelegatedAccess through the engine", () => {
  let world: World;
  const printed: string[] = [];
  const declare = (allowed: (string | AllowedDelegateArgs)[], onUnexpected?: "fail" | "warn") => {
    world.stack.program = async () => void new DelegatedAccess("partners", { allowed, onUnexpected });
    world.sandbox.log.clear();
  };
  const kept = async (running: Promise<Run>) => {
    const run = await running;
    printed.push(run.output);
    return run;
  };
  const failed = async (running: Promise<Run>) => {
    const output = await failing(running);
    printed.push(output);
    return output;
  };
  beforeAll(async () => {
    world = await startWorld(({ hostup }) => {
      hostup.account.delegate("Partner@Example.com", { label: "Bookkeeping" });
      hostup.account.delegate("former@example.com", { status: "revoked", revokedAt: "2026-03-01T00:00:00.000Z" });
      hostup.account.delegate("late@example.com", { status: "pending", inviteExpiresAt: "2026-03-01T00:00:00.000Z" });
      return {};
    });
  });
  afterAll(() => world.end());

  test("up is content with the allowed delegate, and a second up sends nothing", async () => {
    declare(["partner@example.com"]);
    await kept(world.stack.up());
    declare(["PARTNER@example.com"]);
    expect((await kept(world.stack.up())).changes).toEqual({ same: 2 });
    expect(world.sandbox.log.requests).toEqual([]);
  });

  test("a delegate who was added behind the engine's back is found by refresh and named", async () => {
    declare(["partner@example.com"]);
    world.sandbox.hostup.account.delegate("stranger@example.com", { status: "pending", label: "Consultant" });
    const output = await failed(world.stack.refresh({ previewOnly: true, expectNoChanges: true }));
    expect(output).toContain("(HostUp delegated access) has drifted: gained delegate:stranger@example.com");
  });

  test("up --refresh fails until somebody decides, and says who, since when and where to revoke", async () => {
    declare(["partner@example.com"]);
    const output = await failed(world.stack.up({ refresh: true }));
    expect(output).toContain('stranger@example.com (pending, "Consultant", since 2026-02-10T00:00:00.000Z)');
    expect(output).toContain("/teams");
    expect(world.sandbox.log.writes()).toEqual([]);
  });

  test('onUnexpected "warn" reports without failing', async () => {
    declare(["partner@example.com"], "warn");
    const { notices } = await kept(world.stack.up({ refresh: true }));
    expect(notices.join("\n")).toContain("stranger@example.com");
  });

  test("allowing the delegate, by client number too, makes it no drift", async () => {
    const [partner] = world.sandbox.hostup.account.delegates;
    declare([partner?.clientId ?? "", "stranger@example.com"]);
    await kept(world.stack.up({ refresh: true }));
    declare([partner?.clientId ?? "", "stranger@example.com"]);
    const { changes } = await kept(world.stack.refresh({ previewOnly: true, expectNoChanges: true }));
    expect(changes).not.toHaveProperty("update");
  });

  test("a delegate whose access is widened is drift, named by permission, and fails an up until somebody decides", async () => {
    const { account } = world.sandbox.hostup;
    const [partner] = account.delegates;
    account.widen("stranger@example.com", "canViewInvoices");
    declare([partner?.clientId ?? "", { name: "stranger@example.com", canViewInvoices: true }]);
    await kept(world.stack.up());
    account.widen("stranger@example.com", "accessAllVps");
    const refreshed = await failed(world.stack.refresh({ previewOnly: true, expectNoChanges: true }));
    expect(refreshed).toContain("has drifted: gained delegate:stranger@example.com/accessAllVps");
    const up = await failed(world.stack.up({ refresh: true }));
    expect(up).toContain("somebody may do more than allowed says: delegate:stranger@example.com/accessAllVps");
    expect(world.sandbox.log.writes()).toEqual([]);
    declare([partner?.clientId ?? "", "stranger@example.com"]);
    const { notices } = await kept(world.stack.up());
    expect(notices).toContainEqual(expect.stringContaining("not compared: accessAllVps, canViewInvoices"));
  });

  test("no invite token is in the state, on disk or in an output", async () => {
    const state = JSON.stringify(await world.stack.export());
    expect(state).toContain("stranger@example.com");
    const onDisk = await filesBelow(world.stack.folder);
    expect(onDisk).toContainEqual(expect.stringContaining("stranger@example.com"));
    for (const text of [state, ...onDisk, ...printed]) expect(text).not.toContain("sandbox-invite-");
  });

  test("a vanished delegate is drift too, and destroy touches nothing", async () => {
    const { delegates } = world.sandbox.hostup.account;
    const [partner] = delegates.splice(0, 1);
    declare([partner?.clientId ?? "", "stranger@example.com"]);
    const output = await failed(world.stack.refresh({ previewOnly: true, expectNoChanges: true }));
    expect(output).toContain(`lost delegate:${partner?.clientId}`);
    world.sandbox.log.clear();
    await kept(world.stack.destroy());
    expect(world.sandbox.log.requests).toEqual([]);
    for (const text of printed) expect(text).not.toContain("sandbox-invite-");
  });
});

describe("getDelegatedAccess in a program", () => {
  const dates = { createdAt: "2026-02-10T00:00:00.000Z", updatedAt: "2026-02-10T00:00:00.000Z" };
  const given = {
    ...dates,
    id: expect.any(String),
    status: "active",
    label: "Bookkeeping",
    grantorClientId: "29999",
    granteeClientId: "30000",
    granteeEmail: "partner@example.com",
    granteeName: "Anna Svensson",
    granteeCompany: null,
    inviteEmail: null,
    inviteExpiresAt: null,
    inviteAcceptedAt: "2026-02-10T00:00:00.000Z",
    revokedAt: null,
    permissions: { services: ["14101"], domains: [], dnsZones: [], switches: ["canViewInvoices"] },
  };
  const received = {
    ...dates,
    id: expect.any(String),
    status: "active",
    label: "Audit",
    grantorClientId: "40000",
    grantorName: "Bengt Berg",
    grantorCompany: "Example AB",
    granteeClientId: "29999",
    inviteAcceptedAt: "2026-02-10T00:00:00.000Z",
  };

  test("reads both lists with the stack's configuration, at preview and at up, without invite tokens", async () => {
    const world = await startWorld(({ hostup }) => {
      hostup.account.delegate("partner@example.com", { label: "Bookkeeping" }, ["canViewInvoices", "service:14101"]);
      hostup.account.receive("Bengt Berg", { company: "Example AB", label: "Audit" });
      return {
        env: {},
        config: { "hostup:url": { value: hostup.url }, "hostup:apiKey": { value: hostup.apiKey, secret: true } },
      };
    });
    try {
      const seen: unknown[] = [];
      world.stack.program = async () => {
        seen.push(await getDelegatedAccess());
        const output = getDelegatedAccessOutput({ connection: pulumi.output("default") });
        const access = output.apply((known) => {
          seen.push(known);
          return known;
        });
        return { access };
      };
      const both = { grantedByMe: [given], grantedToMe: [received] };
      await world.stack.preview();
      expect(seen.splice(0)).toEqual([both, both]);
      await world.stack.up();
      expect(seen.splice(0)).toEqual([both, both]);
      const onDisk = await filesBelow(world.stack.folder);
      expect(onDisk).toContainEqual(expect.stringContaining("Bengt Berg"));
      for (const text of onDisk) expect(text).not.toMatch(/sandbox-invite-|invite_?token/i);
    } finally {
      await world.end();
    }
  });
});
