import type { Properties } from "../../../provider/arguments/arguments.js";
import { defineInspector } from "../../../provider/lifecycle/inspector.js";
import { defineHandlers } from "../../../provider/lifecycle/lifecycle.js";
import { definition } from "../../../provider/systems/hostup/delegatedAccess/definition.js";
import { readDelegations } from "../../../provider/systems/hostup/delegatedAccess/readDelegations.js";
import { type HostupAccount, type Sandbox, startSandbox } from "../../../sandbox/index.js";
import { contextFor } from "../../support/contextFor.js";
import { failureOf } from "../../support/failureOf.js";
import { clientFor } from "../../support/testServer.js";

const partner = "partner@example.com";
let sandbox: Sandbox;
let account: HostupAccount;
let context: ReturnType<typeof contextFor>;
beforeEach(async () => {
  sandbox = await startSandbox();
  account = sandbox.hostup.account;
  context = contextFor({ ...sandbox.env, HOSTUP_RETRIES: "0" });
});
afterEach(() => sandbox.close());

const handlers = () => defineHandlers(definition, context);
const checked = (allowed: unknown[], more: object = {}) => handlers().check({ allowed, ...more }).inputs;
const create = (allowed: unknown[], more: object = {}) => handlers().create(checked(allowed, more));
const failures = (allowed: unknown[]) =>
  handlers()
    .check({ allowed })
    .failures.map(({ property, reason }) => `${property} ${reason}`);
const inspect = (outputs: Properties) => defineInspector(definition, context)(outputs).inspect();
const invoices = { name: partner, canViewInvoices: true, services: ["14101"] };
const declared = ["canViewInvoices", "service:14101"];

test("what is meant and what is there being the same is in sync, in whatever words", async () => {
  account.delegate(partner, {}, declared);
  const { outputs } = await create([{ ...invoices, name: "PARTNER@example.com", domains: [], canPlaceOrders: false }]);
  expect(outputs).toMatchObject({
    allowed: [invoices],
    baseline: expect.arrayContaining([`delegate:${partner}/service:14101`]),
  });
  expect(handlers().diff(outputs, checked([invoices])).changes).toBe(false);
  expect(await inspect(outputs)).toMatchObject({ status: "in-sync" });
  expect((await handlers().read(outputs))?.outputs).toEqual(outputs);
});

describe("a delegate whose access was widened", () => {
  const widened = async () => {
    account.delegate(partner, {}, declared);
    const { outputs } = await create([invoices]);
    for (const grant of ["canRequestEpp", "domain:21266"]) account.widen(partner, grant);
    return outputs;
  };

  test("is drift, named by permission", async () => {
    const outputs = await widened();
    const gained = [`delegate:${partner}/canRequestEpp`, `delegate:${partner}/domain:21266`];
    expect(await inspect(outputs)).toMatchObject({ status: "drifted", gained, lost: [] });
    const live = await handlers().read(outputs);
    expect(live?.inputs).toMatchObject({ allowed: [{ ...invoices, canRequestEpp: true, domains: ["21266"] }] });
    expect(handlers().diff(live?.outputs ?? {}, checked([invoices])).changes).toBe(true);
    // The state of a refresh still knows what the program says.
    expect(await inspect(live?.outputs ?? {})).toMatchObject({ status: "drifted", gained });
  });

  test("fails an up, or is only reported, and nothing is written", async () => {
    const outputs = await widened();
    const error = await failureOf(handlers().update(outputs, checked([invoices])));
    expect(error.name).toBe("UnexpectedAccessError");
    expect(error.message).toContain(
      `may do more than allowed says: delegate:${partner}/canRequestEpp, delegate:${partner}/domain:21266.`,
    );
    expect(error.message).not.toContain("not in allowed");
    await handlers().update(outputs, checked([invoices], { onUnexpected: "warn" }));
    expect(context.notices.at(-1)).toBe(error.message);
    expect(sandbox.log.writes()).toEqual([]);
  });
});

test("a delegate who may do less is drift too, and a warning at up", async () => {
  account.delegate(partner, {}, declared);
  const { outputs } = await create([invoices]);
  account.narrow(partner, "service:14101");
  expect(await inspect(outputs)).toMatchObject({ gained: [], lost: [`delegate:${partner}/service:14101`] });
  await handlers().update(outputs, checked([invoices]));
  expect(context.notices.at(-1)).toContain(`allowed, but not given: delegate:${partner}/service:14101.`);
});

test("what a wide switch gives is no drift beside it", async () => {
  account.delegate(partner, {}, ["accessAllVps"]);
  const { outputs } = await create([{ name: partner, accessAllVps: true }]);
  expect(await inspect(outputs)).toMatchObject({ status: "in-sync" });
});

test("who is allowed by name alone may do whatever it is: it is told, and not compared", async () => {
  account.delegate(partner, {}, declared);
  const { outputs } = await create([partner]);
  expect(context.notices).toContain(
    `HostUp delegated access: ${partner} is allowed by name alone, so this is not compared: canViewInvoices, service:14101`,
  );
  account.widen(partner, "accessAllVps");
  expect(await inspect(outputs)).toMatchObject({ status: "in-sync" });
  expect(context.notices.at(-1)).toContain("not compared: accessAllVps, canViewInvoices");
});

test("a stranger is named with all that they may do", async () => {
  const { outputs } = await create([]);
  account.delegate("stranger@example.com", { label: "Consultant" }, ["accessAllVps"]);
  const seen = await inspect(outputs);
  expect(seen).toMatchObject({
    gained: expect.arrayContaining(["delegate:stranger@example.com", "delegate:stranger@example.com/accessAllVps"]),
  });
  const error = await failureOf(create([]));
  expect(error.message).toMatch(
    /stranger@example\.com \(active, "Consultant", since .*\), with accessAllVps, service:14101/,
  );
});

describe.each([
  ["forbidden", 403],
  ["missing", 404],
] as const)("access that HostUp answers with %s", (kind, status) => {
  beforeEach(() => {
    account.delegate(partner, {}, declared);
    account.delegatePermissions = kind;
  });
  const why = `HostUp does not show what ${partner} may do (it answered ${status})`;

  test("is never called in sync where it was written down, and no reason to fail", async () => {
    const { outputs } = await create([invoices]);
    expect(context.notices).toContain(`HostUp delegated access: not read, so not compared: ${why}`);
    expect(await inspect(outputs)).toEqual({ status: "unobservable", why, expired: [] });
    expect(await handlers().read(outputs)).toMatchObject({ outputs });
  });

  test("does not hide who came and who is gone", async () => {
    const { outputs } = await create([invoices]);
    account.delegate("stranger@example.com");
    const found = { status: "drifted", gained: ["delegate:stranger@example.com"], lost: [] };
    expect(await inspect(outputs)).toMatchObject(found);
    expect((await failureOf(create([invoices]))).message).toContain("with access that is not shown");
    account.delegates.splice(0, 2);
    expect(await inspect(outputs)).toMatchObject({ lost: expect.arrayContaining([`delegate:${partner}`]) });
  });

  test("is told where somebody is allowed by name alone", async () => {
    const { outputs } = await create([partner]);
    expect(context.notices).toContain(`HostUp delegated access: ${why}`);
    expect(await inspect(outputs)).toMatchObject({ status: "in-sync" });
  });
});

test("any other no, a rate limit among them, is an error: nothing is taken for unreadable", async () => {
  account.delegate(partner, {}, declared);
  const { outputs } = await create([invoices]);
  context = contextFor({ ...sandbox.env, HOSTUP_RETRIES: "0" });
  for (const fault of [{ status: 500 }, { status: 502 }, { status: 403, retryAfter: 60 }]) {
    sandbox.faults.add({ kind: "status", path: "/permissions", ...fault });
    const error = await failureOf(
      defineInspector(definition, contextFor({ ...sandbox.env, HOSTUP_RETRIES: "0" }))(outputs).inspect(),
    );
    expect(error.message).toContain(`Reading what ${partner} may do on the HostUp account failed`);
  }
});

test("a switch that this release does not know is warned of", async () => {
  account.delegate(partner, {}, declared).access.extra = { canFly: true };
  await create([invoices]);
  expect(context.notices).toContain(
    `HostUp delegated access: ${partner} also has switches that this release does not know: canFly. They are not compared.`,
  );
});

test("delegations that have ended are not asked about", async () => {
  account.delegate("former@example.com", { status: "revoked" }, declared);
  await create([]);
  expect(sandbox.log.requests.map(({ path }) => path)).toEqual(["/api/delegated-access"]);
});

test.each([
  [[{ name: partner, canFly: true }], /^allowed\[0\] has no "canFly"/],
  [[{ name: partner, canViewInvoice: true }], /did you mean "canViewInvoices"/],
  [[{ canViewInvoices: true }], /^allowed\[0\]\.name is required: write an e-mail address/],
  [[{ name: partner, canViewInvoices: "yes" }], /^allowed\[0\]\.canViewInvoices must be true or false/],
  [[{ name: partner, services: [14101] }], /^allowed\[0\]\.services\[0\] must be an id in quotes/],
  [
    [{ name: partner, canViewInvoices: false }],
    /^allowed has "partner@example\.com" without any access: .*or the name alone/,
  ],
  [[partner, invoices], /^allowed has "partner@example\.com" twice/],
  [[{ ...invoices, name: "mailto:x@example.com" }], /^allowed has "mailto:x@example\.com", which /],
])("%j is refused at preview, at its place", (allowed, words) => {
  expect(failures(allowed)).toEqual([expect.stringMatching(words)]);
});

test("what is not known yet at preview passes, wherever it stands", () => {
  const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
  for (const entry of [
    unknown,
    { ...invoices, name: unknown },
    { ...invoices, canViewInvoices: unknown },
    { ...invoices, services: unknown },
  ]) {
    expect(failures([entry, partner])).toEqual([]);
  }
});

test("a name with a stroke in it stands for nobody else", async () => {
  account.delegate("a/canviewinvoices@example.com", {}, ["canViewInvoices"]);
  const allowed = [{ name: "a/canviewinvoices@example.com", canViewInvoices: true }];
  const { outputs } = await create(allowed);
  expect((await handlers().read(outputs))?.outputs).toMatchObject({ allowed });
});

test("what getDelegatedAccess returns has what each delegation gives, or null", async () => {
  account.delegate(partner, {}, [...declared, "accessAllDomains"]).access.extra = { canFly: true };
  account.delegate("former@example.com", { status: "revoked" }, declared);
  const http = clientFor({ url: sandbox.hostup.url }, { headers: { "x-api-key": sandbox.hostup.apiKey } });
  const permissions = {
    services: ["14101"],
    domains: ["21266", "21267"],
    dnsZones: [],
    switches: ["accessAllDomains", "canFly", "canViewInvoices"],
  };
  expect((await readDelegations(http)).grantedByMe.map((row) => row.permissions)).toEqual([permissions, null]);
  account.delegatePermissions = "forbidden";
  expect((await readDelegations(http)).grantedByMe.map((row) => row.permissions)).toEqual([null, null]);
});
