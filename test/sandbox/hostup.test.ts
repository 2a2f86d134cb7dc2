import { setImmediate } from "node:timers/promises";
import { type Sandbox, startSandbox } from "../../sandbox/index.js";

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
  sandbox.hostup.account.addContact(7, ["canViewInvoices", "domain:21266", "dnsZone:31001"]);
});
afterEach(() => sandbox.close());

interface Reply {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly data: Record<string, unknown>;
}

async function call(contact: number | string, init: RequestInit = {}, key = sandbox.hostup.apiKey): Promise<Reply> {
  const response = await fetch(`${sandbox.hostup.url}/contacts/${contact}/permissions`, {
    ...init,
    headers: { "x-api-key": key, "content-type": "application/json" },
  });
  const body = Object(await response.json());
  return { status: response.status, body, data: Object(body.data) };
}
const post = (contact: number, body: object) => call(contact, { method: "POST", body: JSON.stringify(body) });

const switches = [
  "canViewInvoices",
  "canReceiveInvoices",
  "canOpenTickets",
  "canViewTickets",
  "canReceiveTicketEmails",
  "canCloseTickets",
  "accessAllVps",
  "accessAllHosting",
  "accessAllDomains",
  "canPlaceOrders",
];
const off = Object.fromEntries(switches.map((name) => [name, false]));
const nothing = { services: [], domains: [], dnsZones: [], ...off };

it("shows every item of the account with its switch, and the ten switches", async () => {
  const { status, body, data } = await call(7);
  expect(status).toBe(200);
  expect(body).toMatchObject({ success: true, timestamp: expect.any(String), requestId: expect.any(String) });
  expect(data).toMatchObject({ ...off, canViewInvoices: true });
  expect(data.services).toEqual([
    { id: "14101", name: "VPS XS", type: "service", category: "vps", hasAccess: false },
    { id: "14102", name: "VPS M", type: "service", category: "vps", hasAccess: false },
    { id: "14201", name: "Webbhotell Start", type: "service", category: "hosting", hasAccess: false },
  ]);
  expect(data.domains).toEqual([
    { id: "21266", name: "example.com", type: "domain", hasAccess: true },
    { id: "21267", name: "example.se", type: "domain", hasAccess: false },
  ]);
  expect(data.dnsZones).toEqual(["31001"]);
});

it("shows the items below a wide switch as given, without storing them", async () => {
  sandbox.hostup.account.grant(7, "accessAllVps");
  expect((await call(7)).data.services).toMatchObject([{ hasAccess: true }, { hasAccess: true }, { hasAccess: false }]);
  expect(sandbox.hostup.account.grantsOf(7)).not.toContain("service:14101");
});

it("takes items as bare ids and as objects, and answers a write with a message only", async () => {
  const { status, data } = await post(7, {
    ...nothing,
    services: [{ id: "14201", hasAccess: true }],
    domains: ["21267"],
    dnsZones: [{ id: "31001", hasAccess: false }],
    canPlaceOrders: true,
  });
  expect(status).toBe(200);
  expect(data).toEqual({ message: "Permissions updated successfully" });
  expect(sandbox.hostup.account.grantsOf(7)).toEqual(["canPlaceOrders", "domain:21267", "service:14201"]);
});

it("revokes what a write leaves out, or keeps it, as it is told", async () => {
  await post(7, nothing);
  expect(sandbox.hostup.account.grantsOf(7)).toEqual([]);
  sandbox.hostup.account.addContact(8, ["domain:21266"]);
  sandbox.hostup.account.omitted = "keep";
  await post(8, nothing);
  expect(sandbox.hostup.account.grantsOf(8)).toEqual(["domain:21266"]);
});

it("clears fields of its own that a write leaves out, and keeps those that it mirrors", async () => {
  const contact = sandbox.hostup.account.addContact(8);
  contact.extra = { canPayInvoices: true, other: 1 };
  await post(8, { ...nothing, canPayInvoices: true });
  expect(contact.extra).toEqual({ canPayInvoices: true });
});

it("ignores a stubborn grant in both directions and says success", async () => {
  sandbox.hostup.account.stubborn.add("canPlaceOrders").add("domain:21266");
  expect((await post(7, { ...nothing, canPlaceOrders: true })).status).toBe(200);
  expect(sandbox.hostup.account.grantsOf(7)).toEqual(["domain:21266"]);
});

describe("strict", () => {
  const service = { id: "14201", name: "Webhosting Start", hasAccess: true };
  const domain = { id: "21267", name: "example.se", hasAccess: true };
  beforeEach(() => {
    sandbox.hostup.account.strict = true;
  });

  it("takes what the vendor's sample has", async () => {
    const body = { ...nothing, services: [service], domains: [domain], dnsZones: ["31001"] };
    expect((await post(7, body)).status).toBe(200);
    expect(sandbox.hostup.account.grantsOf(7)).toEqual(["dnsZone:31001", "domain:21267", "service:14201"]);
  });

  it.each<[string, object]>([
    ["an item without a name", { services: [{ id: "14201", hasAccess: true }] }],
    ["an item with a field that the sample has not", { services: [{ ...service, type: "hosting" }] }],
    ["a bare id where the list has objects", { domains: ["21267"] }],
    ["an object where the list has bare ids", { dnsZones: [{ ...domain, id: "31001" }] }],
    ["a field that the sample has not", { canPayInvoices: true }],
  ])("refuses %s, and changes nothing", async (_what, part) => {
    expect(await post(7, { ...nothing, ...part })).toMatchObject({ status: 400, body: { code: "BAD_REQUEST" } });
    expect(sandbox.hostup.account.grantsOf(7)).toEqual(["canViewInvoices", "dnsZone:31001", "domain:21266"]);
  });
});

it("shows on whose accounts this one may act, with the fields of the vendor's page", async () => {
  sandbox.hostup.account.receive("Anna Svensson", { company: "Example AB", label: "Bookkeeping" });
  const response = await fetch(`${sandbox.hostup.url}/delegated-access`, {
    headers: { "x-api-key": sandbox.hostup.apiKey },
  });
  expect(Object(await response.json()).data).toEqual({
    grantedByMe: [],
    grantedToMe: [
      {
        id: expect.any(String),
        grantor_client_id: "40000",
        grantor_name: "Anna Svensson",
        grantor_company: "Example AB",
        grantee_client_id: "29999",
        invite_accepted_at: "2026-02-10T00:00:00.000Z",
        status: "active",
        label: "Bookkeeping",
        created_at: "2026-02-10T00:00:00.000Z",
        updated_at: "2026-02-10T00:00:00.000Z",
      },
    ],
  });
});

describe("an error", () => {
  it.each([
    ["404 for a contact that does not exist", () => call(99), 404, "NOT_FOUND"],
    ["401 for a wrong key", () => call(7, {}, "wrong"), 401, "UNAUTHORIZED"],
    ["400 for a field that is missing", () => post(7, { ...nothing, canViewInvoices: undefined }), 400, "BAD_REQUEST"],
    ["400 for an item of another account", () => post(7, { ...nothing, domains: ["1"] }), 400, "BAD_REQUEST"],
  ])("has the vendor's shape: %s", async (_what, run, status, code) => {
    const reply = await run();
    expect(reply.status).toBe(status);
    expect(reply.body).toMatchObject({ code, error: expect.any(String), message: expect.any(String) });
    expect(sandbox.hostup.account.grantsOf(7)).toEqual(["canViewInvoices", "dnsZone:31001", "domain:21266"]);
  });
});

it("takes the key as a bearer token too", async () => {
  const response = await fetch(`${sandbox.hostup.url}/contacts/7/permissions`, {
    headers: { authorization: `Bearer ${sandbox.hostup.apiKey}` },
  });
  expect(response.status).toBe(200);
});

it("logs each request with what it asked and how it was answered", async () => {
  await call(7);
  await post(7, nothing);
  expect(sandbox.log.requests).toMatchObject([
    { system: "hostup", method: "GET", path: "/api/contacts/7/permissions", status: 200 },
    { system: "hostup", method: "POST", body: nothing, status: 200 },
  ]);
  expect(sandbox.log.count()).toBe(2);
  expect(sandbox.log.count("POST")).toBe(1);
  sandbox.log.clear();
  expect(sandbox.log.count()).toBe(0);
});

describe("a fault", () => {
  it("hits only the requests that it names, as often as it says", async () => {
    sandbox.faults.add({ kind: "status", status: 503, method: "GET", path: "/contacts/7/", times: 2 });
    sandbox.hostup.account.addContact(8);
    expect((await call(8)).status).toBe(200);
    expect((await post(7, nothing)).status).toBe(200);
    expect([(await call(7)).status, (await call(7)).status, (await call(7)).status]).toEqual([503, 503, 200]);
  });

  it("prevents the effect of a request, or comes after it", async () => {
    const all = { ...nothing, canPlaceOrders: true };
    sandbox.faults.add({ kind: "status", status: 500 });
    expect((await post(7, all)).status).toBe(500);
    expect(sandbox.hostup.account.grantsOf(7)).not.toContain("canPlaceOrders");
    sandbox.faults.add({ kind: "status", status: 500, afterEffect: true });
    expect((await post(7, all)).status).toBe(500);
    expect(sandbox.hostup.account.grantsOf(7)).toEqual(["canPlaceOrders"]);
  });

  it.each(["reset", "truncate"] as const)("of kind %s cuts the connection", async (kind) => {
    sandbox.faults.add({ kind });
    await expect(call(7)).rejects.toThrow();
    expect((await call(7)).status).toBe(200);
  });

  it.each([
    ["html", "<!doctype html>"],
    ["empty", ""],
  ] as const)("of kind %s answers 200 with no JSON", async (kind, beginning) => {
    sandbox.faults.add({ kind });
    const response = await fetch(`${sandbox.hostup.url}/contacts/7/permissions`, {
      headers: { "x-api-key": sandbox.hostup.apiKey },
    });
    expect(response.status).toBe(200);
    expect((await response.text()).slice(0, 15)).toBe(beginning);
  });

  it("of kind hang gives no answer, and closing the sandbox does not wait for it", async () => {
    sandbox.faults.add({ kind: "hang" });
    const outcome = call(7).then(
      () => "answered",
      () => "cut off",
    );
    while (sandbox.log.count() === 0) await setImmediate();
    await sandbox.close();
    expect(await outcome).toBe("cut off");
    sandbox = await startSandbox();
  });

  it("of kind hang ends when it is told to, with the connection cut", async () => {
    let letGo: (value?: unknown) => void = () => undefined;
    const until = new Promise((resolve) => {
      letGo = resolve;
    });
    sandbox.faults.add({ kind: "hang", until });
    sandbox.faults.add({ kind: "hang", until, afterEffect: true });
    const calls = Promise.allSettled([call(7), call(7)]);
    while (sandbox.log.count() < 2) await setImmediate();
    letGo();
    expect((await calls).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  });

  it("is gone after clear", async () => {
    sandbox.faults.add({ kind: "reset", times: 9 });
    sandbox.faults.clear();
    expect((await call(7)).status).toBe(200);
  });
});
