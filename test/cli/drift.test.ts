import { z } from "zod";
import { parseDeployment, type StoredResource } from "../../cli/drift/deployment.js";
import { type DriftOptions, driftReport, exitStatus } from "../../cli/drift/driftReport.js";
import type { Report } from "../../cli/drift/report.js";
import { withoutSecrets } from "../../cli/drift/withoutSecrets.js";
import type { Context } from "../../provider/contract/Context.js";
import { PartlyAppliedError } from "../../provider/errors.js";
import { defineHandlers } from "../../provider/lifecycle/lifecycle.js";
import { definition as shopUsers } from "../../provider/systems/bakeronline/definition.js";
import { definition as delegatedAccess } from "../../provider/systems/hostup/delegatedAccess/definition.js";
import { type Sandbox, startSandbox } from "../../sandbox/index.js";
import { contactPermissions } from "../support/cases/contactPermissions.js";
import type { Args } from "../support/cases/index.js";
import { shopUserPermissions } from "../support/cases/shopUserPermissions.js";
import { spanelAdmin, spanelSubuser } from "../support/cases/spanelUserPrivileges.js";
import { contextFor } from "../support/contextFor.js";
import { created, deploymentOf } from "../support/deploymentOf.js";
import { failureOf } from "../support/failureOf.js";

// Hundreds of users take their time on a busy machine.
jest.setTimeout(60_000);

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.close());

const look = (resources: readonly StoredResource[], options: DriftOptions = { action: "report" }, env = sandbox.env) =>
  driftReport(deploymentOf(resources), contextFor(env), options);

/** Users of a BakerOnline company, created by one program. */
async function shopUsersNamed(emails: readonly string[], more: Args = {}): Promise<StoredResource[]> {
  const context = contextFor(sandbox.env);
  const handlers = defineHandlers(shopUsers, context);
  return Promise.all(
    emails.map((email) =>
      created({ ...shopUserPermissions, handlers: () => handlers }, context, {
        companyId: 15,
        email,
        shopIds: [11],
        permissions: { newsletters: true },
        ...more,
      }),
    ),
  );
}

const emailsUpTo = (count: number) => Array.from({ length: count }, (_, index) => `user${index}@example.com`);

test("hundreds of users of one company are one request, and one that drifted is one write", async () => {
  const emails = emailsUpTo(300);
  for (const email of emails) sandbox.bakeronline.bakery.addUser(15, email);
  const stored = await shopUsersNamed(emails);
  sandbox.log.clear();
  expect((await look(stored)).summary).toMatchObject({ resources: 300, inSync: 300 });
  expect(sandbox.log.requests.map(({ method }) => method)).toEqual(["GET"]);

  const { bakery } = sandbox.bakeronline;
  const drifted = bakery.entry(15, "user150@example.com");
  if (drifted) bakery.grant(drifted, "permissions");
  sandbox.log.clear();
  const { summary } = await look(stored, { action: "fix" });
  expect(summary).toMatchObject({ inSync: 300, drifted: 0 });
  expect(sandbox.log.writes()).toHaveLength(1);
  expect(sandbox.log.requests.length).toBeLessThanOrEqual(3);
});

test("one unreachable server fails its own resources only", async () => {
  contactPermissions.setUp(sandbox);
  shopUserPermissions.setUp(sandbox);
  const context = contextFor(sandbox.env);
  const stored = [
    await created(contactPermissions, context, contactPermissions.args),
    await created(shopUserPermissions, context, shopUserPermissions.args),
  ];
  const report = await look(
    stored,
    { action: "report" },
    { ...sandbox.env, HOSTUP_URL: "http://127.0.0.1:9", HOSTUP_RETRIES: "0" },
  );
  expect(report.resources.map(({ system, status }) => [system, status])).toEqual([
    ["hostup", "failed"],
    ["bakeronline", "in-sync"],
  ]);
});

test("a correction that the system refuses is drift that stays, with the reason, beside those that worked", async () => {
  const emails = emailsUpTo(3);
  const { bakery } = sandbox.bakeronline;
  for (const email of emails) bakery.addUser(15, email);
  const stored = await shopUsersNamed(emails);
  for (const email of emails) {
    const entry = bakery.entry(15, email);
    if (entry) bakery.grant(entry, "permissions");
  }
  const refused = bakery.entry(15, "user1@example.com");
  sandbox.faults.add({ kind: "status", status: 403, method: "PATCH", path: `/users/${refused?.id}`, times: 99 });
  const report = await look(stored, { action: "fix" });
  expect(report.resources.map(({ status }) => status)).toEqual(["in-sync", "drifted", "in-sync"]);
  expect(report.resources[1]).toMatchObject({ gained: ["permissions"], error: expect.stringContaining("403") });
  expect(exitStatus(report, false)).toBe(2);
});

test("nothing is corrected when the check before the first write says no", async () => {
  shopUserPermissions.setUp(sandbox);
  const stored = [await created(shopUserPermissions, contextFor(sandbox.env), shopUserPermissions.args)];
  shopUserPermissions.drift.make(sandbox);
  sandbox.log.clear();
  const beforeFix = async () => {
    throw new Error("an update is running");
  };
  await expect(look(stored, { action: "fix", beforeFix })).rejects.toThrow("an update is running");
  expect(sandbox.log.writes()).toEqual([]);
});

describe("a correction refuses", () => {
  const expectRefused = async (resources: readonly StoredResource[], words: string) => {
    sandbox.log.clear();
    const { resources: found } = await look(resources, { action: "fix" });
    expect(found).toContainEqual(expect.objectContaining({ status: "drifted", error: expect.stringContaining(words) }));
    expect(sandbox.log.writes()).toEqual([]);
    const { resources: ofPlan } = await look(resources, { action: "plan" });
    expect(ofPlan).toContainEqual(
      expect.objectContaining({ status: "drifted", error: expect.stringContaining(words) }),
    );
  };

  test("when two resources of the state speak of one subject, whose older one would let somebody in", async () => {
    const { account } = sandbox.hostup;
    account.addContact(14059, ["canViewTickets"]);
    const context = contextFor(sandbox.env);
    const { args } = contactPermissions;
    const older = await created(contactPermissions, context, { ...args, canPlaceOrders: true });
    const newer = await created(contactPermissions, contextFor(sandbox.env), args);
    await expectRefused([{ ...older, urn: `${older.urn}-2` }, newer], "resources of one subject");
    expect(account.grantsOf(14059)).not.toContain("canPlaceOrders");
  });

  test("when an e-mail address and a number in the state are one person", async () => {
    const entry = sandbox.bakeronline.bakery.addUser(15, "user0@example.com");
    const context = contextFor(sandbox.env);
    const args = { companyId: 15, shopIds: [11], permissions: { permissions: true } };
    const byNumber = await created(shopUserPermissions, context, { ...args, userPermissionId: entry.id });
    const [byEmail] = await shopUsersNamed(["user0@example.com"]);
    if (byEmail === undefined) throw new Error("a user was created");
    await expectRefused([{ ...byNumber, urn: `${byNumber.urn}-2` }, byEmail], "resources of one subject");
  });

  test("when the last update of the resource failed: what it asked for was never there", async () => {
    contactPermissions.setUp(sandbox);
    const context = contextFor(sandbox.env);
    const stored = await created(contactPermissions, context, contactPermissions.args);
    const handlers = contactPermissions.handlers(contextFor(sandbox.env));
    const wider = handlers.check({ ...contactPermissions.args, canPlaceOrders: true }, stored.outputs).inputs;
    sandbox.faults.add({ kind: "status", status: 403, system: "hostup", method: "POST" });
    const failure = await handlers.update(stored.outputs, wider).catch((error: unknown) => error);
    if (!(failure instanceof PartlyAppliedError)) throw failure;
    const outputs = z.record(z.string(), z.unknown()).parse(failure.state);
    await expectRefused([{ ...stored, outputs }], "its last update failed");
    expect(sandbox.hostup.account.grantsOf(14059)).not.toContain("canPlaceOrders");
    const { resources } = await look([{ ...stored, outputs }]);
    expect(resources[0]?.error).toContain("Maybe no drift");
  });
});

test("a list that fails when people without a resource are looked for costs only these, also after a correction", async () => {
  const emails = emailsUpTo(2);
  const { bakery } = sandbox.bakeronline;
  for (const email of emails) bakery.addUser(15, email);
  const stored = await shopUsersNamed(emails);
  const drifted = bakery.entry(15, "user0@example.com");
  if (drifted) bakery.grant(drifted, "permissions");
  sandbox.faults.add({ kind: "status", status: 500, method: "GET", skip: 1, times: 99 });
  const env = { ...sandbox.env, BAKERONLINE_RETRIES: "0" };
  const report = await look(stored, { action: "fix" }, env);
  expect(report.resources).toHaveLength(2);
  expect(sandbox.log.writes().length).toBeGreaterThan(0);
});

describe("a correction keeps the limits of the stack's guard", () => {
  const guard = { maxPeople: 1, maxShare: 0.25, keep: [] };

  /** Declared with nothing, and given something by hand: the correction takes everything. */
  async function gained(count: number) {
    const emails = emailsUpTo(4);
    for (const email of emails) sandbox.bakeronline.bakery.addUser(15, email);
    const given = emails.slice(0, count);
    const stored = [
      ...(await shopUsersNamed(given, { shopIds: [], permissions: {} })),
      ...(await shopUsersNamed(emails.slice(count))),
    ];
    const { bakery } = sandbox.bakeronline;
    for (const email of given) {
      const entry = bakery.entry(15, email);
      if (entry) bakery.grant(entry, "shop:11");
    }
    sandbox.log.clear();
    return stored;
  }

  test("and corrects nobody where it would take everything from too many, whom it names", async () => {
    const stored = await gained(2);
    const error = await failureOf(look(stored, { action: "fix", guard }));
    expect(error.message).toMatch(/^Nothing was corrected: the stack's AccessGuard lets 1 people, or 0.25 of them/);
    expect(error.message).toContain("user0@example.com of company 15");
    expect(sandbox.log.writes()).toEqual([]);
    expect((await look(stored, { action: "fix", guard: { ...guard, maxPeople: 2 } })).summary.corrected).toBe(2);
  });

  test("and not for whom the guard keeps", async () => {
    const stored = await gained(1);
    const keep = ["BakerOnline user user0@example.com of company 15"];
    const error = await failureOf(look(stored, { action: "fix", guard: { ...guard, keep } }));
    expect(error.message).toContain("AccessGuard keeps ShopUserPermissions (BakerOnline user user0@example.com");
    expect(sandbox.log.writes()).toEqual([]);
    expect((await look(stored, { action: "fix", guard })).summary.corrected).toBe(1);
  });

  test("but takes away what has ended from as many as there are: that was agreed on when the end was written", async () => {
    const emails = emailsUpTo(3);
    for (const email of emails) sandbox.bakeronline.bakery.addUser(15, email);
    const until = "2099-12-31";
    const stored = await shopUsersNamed(emails, { until });
    const now = () => Date.parse("2100-01-01T00:00:00Z");
    const report = await driftReport(deploymentOf(stored), contextFor(sandbox.env, now), { action: "fix", guard });
    expect(report.summary.corrected).toBe(3);
    for (const email of emails) {
      expect(sandbox.bakeronline.bakery.grantsOf(sandbox.bakeronline.bakery.entry(15, email))).toEqual([]);
    }
  });

  test("and looks at nobody whom the program only reads, nor whom it reaches through a provider of its own", async () => {
    for (const email of emailsUpTo(1)) sandbox.bakeronline.bakery.addUser(15, email);
    const [stored] = await shopUsersNamed(emailsUpTo(1));
    if (stored === undefined) throw new Error("nobody was made");
    const __provider = `exports.handler=()=>require("pulumi-permissions/${stored.kind}")`;
    const resource = { ...stored, outputs: { ...stored.outputs, __provider } };
    const of = (more: object) =>
      parseDeployment(JSON.stringify({ version: 3, deployment: { resources: [{ ...resource, ...more }] } })).resources;
    const provider = "urn:pulumi:dev::company::pulumi:providers:permissions::";
    expect(of({ external: true })).toEqual([]);
    expect(of({ provider: `${provider}default_0_2_0::id` })[0]?.provider).toBeUndefined();
    sandbox.log.clear();
    const report = await look(of({ provider: `${provider}other::id` }), { action: "fix" });
    expect(report.resources).toMatchObject([
      { status: "failed", error: expect.stringContaining('own provider "other"') },
    ]);
    expect(sandbox.log.requests).toEqual([]);
  });

  test("and reads them from the state, where the guard stands among the resources", () => {
    const outputs = {
      ...guard,
      subjects: [],
      __provider: 'exports.handler=()=>require("pulumi-permissions/access/AccessGuard")',
    };
    const type = "pulumi-nodejs:dynamic/access:AccessGuard";
    const resource = { urn: `urn:pulumi:dev::company::${type}::guard`, type, id: "access-guard", outputs };
    const deployment = parseDeployment(JSON.stringify({ version: 3, deployment: { resources: [resource] } }));
    expect(deployment).toMatchObject({ resources: [], guard });
  });
});

describe("people without a resource, in every list that the connections can show", () => {
  const everywhere = (resources: readonly StoredResource[] = [], env = sandbox.env) =>
    look(resources, { action: "report", scope: "connections" }, env);

  test("are found where no resource of the stack reads any list", async () => {
    sandbox.bakeronline.bakery.addCompany(16);
    const entry = sandbox.bakeronline.bakery.addUser(16, "baker@example.com");
    sandbox.bakeronline.bakery.grant(entry, "shop:11");
    sandbox.spanel.server.addAccount("shop").subusers.set("left", { email: ["accounts"] });
    sandbox.spanel.server.admins.set("ops", "all");
    sandbox.vms.install.addUser("guard@example.com", ["archives-show"]);
    sandbox.hostup.account.delegate("partner@example.com");
    const { unmanaged } = await everywhere([], { ...sandbox.env, ...sandbox.vms.env });
    expect(unmanaged.map(({ system, scope, subject }) => [system, scope, subject])).toEqual([
      ["bakeronline", "company 16", "baker@example.com"],
      ["hostup", "account", "partner@example.com"],
      ["spanel", "administrators", "ops"],
      ["spanel", "sub-users of shop", "left"],
      ["vms", "users", "guard@example.com"],
    ]);
    expect((await look([], { action: "report", scope: "stack" })).unmanaged).toEqual([]);
  });

  test("are not those whom the stack manages, nor those whom it allows", async () => {
    sandbox.bakeronline.bakery.addUser(15, "one@example.com");
    const stored = await shopUsersNamed(["one@example.com"]);
    sandbox.hostup.account.delegate("partner@example.com");
    const watching = {
      ...contactPermissions,
      path: "hostup/DelegatedAccess",
      handlers: (context: Context) => defineHandlers(delegatedAccess, context),
    };
    const partners = await created(watching, contextFor(sandbox.env), { allowed: ["partner@example.com"] });
    expect((await everywhere([...stored, partners])).unmanaged).toEqual([]);
  });

  test("are said not to be known where a list cannot be read, which is no failure", async () => {
    sandbox.faults.add({ kind: "status", status: 403, system: "bakeronline", times: 9 });
    const context = contextFor({ ...sandbox.bakeronline.env, BAKERONLINE_RETRIES: "0" });
    const { summary, unmanaged } = await driftReport(deploymentOf([]), context, {
      action: "report",
      scope: "connections",
    });
    expect([summary.failed, unmanaged]).toEqual([0, []]);
    expect(context.notices.join()).toContain("Who else has access in BakerOnline is not known");
  });
});

test("a wrong key is one error for forty contacts, and nobody asks with it again", async () => {
  const ids = Array.from({ length: 40 }, (_, index) => index + 1);
  for (const contactId of ids) sandbox.hostup.account.addContact(contactId);
  const stored = await Promise.all(
    ids.map((contactId) => created(contactPermissions, contextFor(sandbox.env), { contactId, canViewInvoices: true })),
  );
  sandbox.log.clear();
  const report = await look(stored, undefined, { ...sandbox.env, HOSTUP_API_KEY: "wrong", HOSTUP_CONCURRENCY: "4" });
  expect(report.summary.failed).toBe(40);
  const errors = new Set(report.resources.map(({ error }) => error));
  expect([...errors]).toEqual([
    expect.stringContaining("it refused hostup:apiKey (401), which is wrong or has expired"),
  ]);
  // Those that were under way when the first one was refused.
  expect(sandbox.log.count()).toBeLessThanOrEqual(4);
});

test("what is going to be corrected is told before the first write", async () => {
  sandbox.bakeronline.bakery.addUser(15, "one@example.com");
  const [stored] = await shopUsersNamed(["one@example.com"]);
  const entry = sandbox.bakeronline.bakery.entry(15, "one@example.com");
  if (entry) sandbox.bakeronline.bakery.grant(entry, "permissions");
  sandbox.log.clear();
  const told: Report[] = [];
  const beforeFix = async (planned: Report) => {
    expect(sandbox.log.writes()).toEqual([]);
    told.push(planned);
  };
  const { summary } = await look(stored ? [stored] : [], { action: "fix", beforeFix });
  expect(told).toMatchObject([{ resources: [{ status: "drifted", planned: { grant: [], revoke: ["permissions"] } }] }]);
  expect(summary).toMatchObject({ inSync: 1, corrected: 1 });
});

test("secrets of the stack are masked wherever they stand, the longer ones first", () => {
  const resource = {
    name: "it",
    urn: "urn:pulumi:dev::company::x::one",
    type: "pulumi-nodejs:dynamic/spanel:SpanelUserPrivileges",
    system: "spanel",
    connection: "default",
    subject: "SPanel subuser abcd/editor",
    status: "failed" as const,
    gained: ["email/ab", "delegate:other@example.com", "other"],
    lost: [],
    error: "abcd and other are the same",
  };
  const people = { system: "spanel", connection: "default", scope: "sub-users of abcd", subject: "ab" };
  const grants = ["delegate:other@example.com", "abcd/other"];
  const report: Report = {
    version: 1,
    stack: "dev",
    checkedAt: "2026-11-22T10:00:00.000Z",
    summary: { resources: 1, inSync: 0, drifted: 0, gone: 0, unobservable: 0, failed: 1, unmanaged: 1, corrected: 0 },
    resources: [resource],
    unmanaged: [{ ...people, grants }],
  };
  const stored = (urn: string, secrets: string[]) => ({ urn, type: "", id: "", kind: "", outputs: {}, secrets });
  const masked = withoutSecrets(
    report,
    deploymentOf([stored(resource.urn, ["ab", "abcd"]), stored("other", ["other"])]),
  );
  expect(masked.resources[0]).toMatchObject({
    subject: "SPanel subuser [secret]/editor",
    gained: ["email/[secret]", "delegate:[secret]@example.com", "other"],
    error: "[secret] and [secret] are the same",
  });
  expect(masked.unmanaged[0]).toEqual({
    ...people,
    scope: "sub-users of [secret]",
    subject: "[secret]",
    grants: ["delegate:[secret]@example.com", "abcd/other"],
  });
});

describe("unmanaged people", () => {
  test("of a BakerOnline company are listed with what they hold, and those without rights are not", async () => {
    const { bakery } = sandbox.bakeronline;
    bakery.addUser(15, "user0@example.com");
    bakery.addUser(15, "intern@example.com", ["discounts", "shop:11"]);
    bakery.addUser(15, "harmless@example.com");
    bakery.addUser(16, "elsewhere@example.com", ["discounts", "shop:11"]);
    const report = await look(await shopUsersNamed(["user0@example.com"]));
    expect(report.unmanaged).toEqual([
      {
        system: "bakeronline",
        connection: "default",
        scope: "company 15",
        subject: "intern@example.com",
        grants: ["discounts", "shop:11"],
      },
    ]);
    expect([exitStatus(report, false), exitStatus(report, true)]).toEqual([0, 2]);
  });

  test("are not those whom another connection to the same server manages", async () => {
    const { bakery } = sandbox.bakeronline;
    for (const email of emailsUpTo(2)) bakery.addUser(15, email, ["discounts", "shop:11"]);
    const connections = JSON.stringify({
      second: { url: sandbox.bakeronline.url, accessToken: sandbox.bakeronline.accessToken },
    });
    const plain = contextFor(sandbox.env);
    const context = {
      ...plain,
      config: (key: string) => (key === "bakeronline:connections" ? connections : plain.config(key)),
    };
    const handlers = defineHandlers(shopUsers, context);
    const given = { ...shopUserPermissions, handlers: () => handlers };
    const args = { companyId: 15, shopIds: [11], permissions: { newsletters: true } };
    const stored = [
      await created(given, context, { ...args, email: "user0@example.com" }),
      await created(given, context, { ...args, email: "user1@example.com", connection: "second" }),
    ];
    const report = await driftReport(deploymentOf(stored), context, { action: "report" });
    expect(report.summary.inSync).toBe(2);
    expect(report.unmanaged).toEqual([]);
  });

  test("are not those whose resource could not be read", async () => {
    const { bakery } = sandbox.bakeronline;
    for (const email of emailsUpTo(2)) bakery.addUser(15, email);
    const [one, two] = await shopUsersNamed(emailsUpTo(2));
    if (one === undefined || two === undefined) throw new Error("two users were created");
    const broken = { ...two, outputs: { ...two.outputs, __state: { version: 99 } } };
    const report = await look([one, broken]);
    expect(report.summary).toMatchObject({ inSync: 1, failed: 1 });
    expect(report.unmanaged).toEqual([]);
  });

  test("among SPanel's sub-users and administrators are listed", async () => {
    spanelSubuser.setUp(sandbox);
    spanelAdmin.setUp(sandbox);
    const context = contextFor(sandbox.env);
    const stored = [
      await created(spanelSubuser, context, spanelSubuser.args),
      await created(spanelAdmin, context, spanelAdmin.args),
    ];
    const { server } = sandbox.spanel;
    const [account = ""] = [...server.accounts.keys()];
    server.accounts.get(account)?.subusers.set("stranger", { email: "all" });
    server.admins.set("root2", "all");
    const { unmanaged } = await look(stored);
    expect(unmanaged.map(({ scope, subject, grants }) => [scope, subject, grants])).toEqual([
      ["administrators", "root2", ["*"]],
      [`sub-users of ${account}`, "stranger", ["email/*"]],
    ]);
  });

  test("with delegated access to the HostUp account are listed, and are drift of the resource that watches it", async () => {
    const context = contextFor(sandbox.env);
    const handlers = defineHandlers(delegatedAccess, context);
    const { id, outputs } = await handlers.create(handlers.check({ allowed: [] }).inputs);
    const type = "pulumi-nodejs:dynamic/hostup:DelegatedAccess";
    const stored = {
      urn: `urn:pulumi:dev::company::${type}::all`,
      type,
      id,
      kind: "hostup/DelegatedAccess",
      outputs,
      secrets: [],
    };
    sandbox.hostup.account.delegate("stranger@example.com");
    sandbox.log.clear();
    const report = await look([stored], { action: "fix" });
    expect(report.unmanaged).toMatchObject([{ scope: "account", subject: "stranger@example.com" }]);
    expect(report.resources).toMatchObject([
      {
        status: "drifted",
        gained: ["delegate:stranger@example.com"],
        error: expect.stringContaining("Change it by hand"),
      },
    ]);
    expect(sandbox.log.writes()).toEqual([]);
    // The list, and what the one delegate may do.
    expect(sandbox.log.count("GET")).toBe(2);
  });
});

describe("the exit status", () => {
  const counts = {
    resources: 1,
    inSync: 0,
    drifted: 0,
    gone: 0,
    unobservable: 0,
    failed: 0,
    unmanaged: 0,
    corrected: 0,
  };
  const stranger = { system: "vms", connection: "default", scope: "all", subject: "x", grants: [] };
  const reportOf = (summary: Partial<Report["summary"]>, unmanaged: Report["unmanaged"] = []): Report => ({
    version: 1,
    stack: "dev",
    checkedAt: "2026-11-22T10:00:00.000Z",
    summary: { ...counts, ...summary },
    resources: [],
    unmanaged,
  });
  test.each([
    ["nothing differs", reportOf({ inSync: 1 }), 0, 0],
    ["something drifted", reportOf({ drifted: 1 }), 2, 2],
    ["somebody is gone", reportOf({ gone: 1 }), 2, 2],
    ["something failed", reportOf({ failed: 1 }), 1, 1],
    ["there is drift and a failure", reportOf({ drifted: 1, failed: 1 }), 1, 1],
    ["something is unobservable", reportOf({ unobservable: 1 }), 0, 1],
    ["there is drift and something unobservable", reportOf({ drifted: 1, unobservable: 1 }), 2, 1],
    ["somebody is unmanaged", reportOf({ inSync: 1 }, [stranger]), 0, 2],
  ])("when %s", (_name, report, plain, strict) => {
    expect([exitStatus(report, false), exitStatus(report, true)]).toEqual([plain, strict]);
  });
});
