import { inspect } from "node:util";
import { defineHandlers } from "../../../provider/lifecycle/lifecycle.js";
import { definition } from "../../../provider/systems/hostup/delegatedAccess/definition.js";
import { type Sandbox, startSandbox } from "../../../sandbox/index.js";
import { contextFor } from "../../support/contextFor.js";
import { failureOf } from "../../support/failureOf.js";

let sandbox: Sandbox;
let context: ReturnType<typeof contextFor>;
beforeEach(async () => {
  sandbox = await startSandbox();
  context = contextFor(sandbox.env);
});
afterEach(() => sandbox.close());

const handlers = () => defineHandlers(definition, context);
const create = (args: object) => handlers().create(handlers().check({ ...args }).inputs);

test("addresses are compared without case, and a delegate counts by client number too", async () => {
  sandbox.hostup.account.delegate("Partner@Example.com", { clientId: "30007" });
  await expect(create({ allowed: ["PARTNER@example.COM"] })).resolves.toMatchObject({ id: "delegated-access" });
  await expect(create({ allowed: ["30007"] })).resolves.toMatchObject({ id: "delegated-access" });
});

test.each([
  ["revoked", { status: "active", revokedAt: "2026-03-01T00:00:00.000Z" }],
  ["marked as revoked", { status: "revoked" }],
  ["expired", { status: "expired" }],
  ["pending beyond its end", { status: "pending", inviteExpiresAt: "2026-03-01T00:00:00.000Z" }],
])("a delegation that is %s does not count", async (_words, details) => {
  sandbox.hostup.account.delegate("former@example.com", details);
  await expect(create({ allowed: [] })).resolves.toMatchObject({ id: "delegated-access" });
});

test.each(["active", "pending", "a word that nobody documented"])(
  "a delegation with status %s counts",
  async (status) => {
    sandbox.hostup.account.delegate("stranger@example.com", { status, label: "Consultant" });
    const failure = await failureOf(create({ allowed: [] }));
    expect(failure.name).toBe("UnexpectedAccessError");
    expect(failure.message).toContain(`stranger@example.com (${status}, "Consultant", since 2026-02-10T00:00:00.000Z)`);
  },
);

test("every stranger is named in one error, and nothing was written", async () => {
  for (const who of ["a@example.com", "b@example.com"]) sandbox.hostup.account.delegate(who);
  const failure = await failureOf(create({ allowed: ["c@example.com"] }));
  expect(failure.message).toMatch(/a@example\.com .*; b@example\.com /);
  expect(sandbox.log.writes()).toEqual([]);
});

test("somebody who is allowed and has no access is reported, and is no failure", async () => {
  await create({ allowed: ["partner@example.com"] });
  expect(context.notices.at(-1)).toContain("allowed, but without access: delegate:partner@example.com");
});

test('with onUnexpected "warn" a stranger is reported, and a second up is no change', async () => {
  sandbox.hostup.account.delegate("stranger@example.com");
  const args = { allowed: [], onUnexpected: "warn" };
  const { outputs } = await create(args);
  expect(context.notices.at(-1)).toContain("stranger@example.com");
  expect(handlers().diff(outputs, handlers().check(args).inputs).changes).toBe(false);
});

test("a refresh calls a stranger gained and a vanished delegate lost", async () => {
  const { account } = sandbox.hostup;
  account.delegate("partner@example.com");
  const { outputs } = await create({ allowed: ["partner@example.com"] });
  account.delegates.pop();
  account.delegate("stranger@example.com");
  await handlers().read(outputs);
  expect(context.notices.at(-1)).toBe(
    "HostUp delegated access has drifted: gained delegate:stranger@example.com; lost delegate:partner@example.com",
  );
});

test("invite tokens reach neither state nor error", async () => {
  sandbox.hostup.account.delegate("partner@example.com");
  const created = await create({ allowed: ["partner@example.com"] });
  const failure = await failureOf(create({ allowed: [] }));
  for (const text of [
    JSON.stringify(created),
    inspect(failure, { depth: 9, showHidden: true }),
    context.notices.join(),
  ]) {
    expect(text).not.toContain("sandbox-invite-");
  }
});

test("wrong names are reported at preview, each at its place", () => {
  const { failures } = handlers().check({ allowed: ["nobody", "partner@example.com", 5], onUnexpected: "ignore" });
  expect(failures.map(({ property }) => property)).toEqual(["allowed[0]", "allowed[2]", "onUnexpected"]);
});

test("a stranger who accepted the invitation of somebody allowed is a stranger", async () => {
  sandbox.hostup.account.delegate("evil@example.com", { clientId: "666", invitedEmail: "partner@example.com" });
  const failure = await failureOf(create({ allowed: ["partner@example.com"] }));
  expect(failure.message).toContain("evil@example.com (active");
});

test("an accepted invitation whose taker is not shown goes by its id, not by the address that was invited", async () => {
  const id = "3b3b3b3b-1111-4222-8333-444444444444";
  const row = { id, status: "active", invite_email: "partner@example.com", invite_accepted_at: "2026-03-01T00:00:00Z" };
  sandbox.faults.add({
    kind: "status",
    status: 200,
    body: { success: true, data: { grantedByMe: [{ ...row, grantee_email: null }], grantedToMe: [] } },
  });
  const failure = await failureOf(create({ allowed: ["partner@example.com"] }));
  expect(failure.message).toContain(`${id} (active`);
});

test("an invitation that was accepted counts beyond its end, also while its status still says pending", async () => {
  const row = {
    id: "3b3b3b3b-1111-4222-8333-444444444444",
    status: "pending",
    grantee_email: "stranger@example.com",
    invite_expires_at: "2026-03-01T00:00:00Z",
    invite_accepted_at: "2026-02-28T00:00:00Z",
  };
  sandbox.faults.add({
    kind: "status",
    status: 200,
    body: { success: true, data: { grantedByMe: [row], grantedToMe: [] } },
  });
  const failure = await failureOf(create({ allowed: [] }));
  expect(failure.message).toContain("stranger@example.com (pending");
});

test("two delegations of one stranger are both named", async () => {
  sandbox.hostup.account.delegate("stranger@example.com", { label: "one" });
  sandbox.hostup.account.delegate("stranger@example.com", { label: "two", status: "pending" });
  const failure = await failureOf(create({ allowed: [] }));
  expect(failure.message).toMatch(/"one".*"two"/);
});

test("one person under two allowed names is no drift, and comes back under the program's name", async () => {
  const { account } = sandbox.hostup;
  account.delegate("partner@example.com", { clientId: "30000" });
  const { outputs } = await create({ allowed: ["partner@example.com", "30000"] });
  const [partner] = account.delegates.splice(0, 1);
  const gone = await handlers().read(outputs);
  if (partner) account.delegates.push(partner);
  const back = await handlers().read(gone?.outputs ?? {});
  expect(back?.outputs).toEqual(outputs);
});

describe("a delegation that shows neither an address nor a number", () => {
  const nameless = { email: "", clientId: "", status: "active" };
  const id = "4bd8f064-56d1-b5f5-67f1-000000000000";

  test("goes by its id, and the state that names it stays readable", async () => {
    const { outputs } = await create({ allowed: [] });
    sandbox.hostup.account.delegate("", nameless);
    const live = await handlers().read(outputs);
    expect(live?.outputs).toMatchObject({ allowed: [id] });
    expect(handlers().diff(live?.outputs ?? {}, handlers().check({ allowed: [] }).inputs).changes).toBe(true);
  });

  test("can be allowed by its id", async () => {
    sandbox.hostup.account.delegate("", nameless);
    await expect(create({ allowed: [id] })).resolves.toMatchObject({ id: "delegated-access" });
  });
});

test("a name that nobody could write in allowed is not taken for one", async () => {
  sandbox.hostup.account.delegate("Partner", { clientId: "30007" });
  await expect(create({ allowed: ["30007"] })).resolves.toMatchObject({ id: "delegated-access" });
  const failure = await failureOf(create({ allowed: [] }));
  expect(failure.message).toContain("30007 (active");
});
