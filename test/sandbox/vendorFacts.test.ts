import { type Sandbox, startSandbox } from "../../sandbox/index.js";

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.close());

async function send(method: string, address: string, body?: object, headers: Readonly<Record<string, string>> = {}) {
  const response = await fetch(address, {
    method,
    headers: { "content-type": "application/json", "x-api-key": sandbox.hostup.apiKey, ...headers },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: response.status, body: Object(await response.json()) };
}

test("reads show what was there before a write, as often as they are told to, and then the truth", async () => {
  const { account, url } = sandbox.hostup;
  account.addContact(14059);
  const address = `${url}/contacts/14059/permissions`;
  const isOn = async () => (await send("GET", address)).body.data.canViewInvoices;
  const { data } = (await send("GET", address)).body;
  sandbox.lateReads.times = 2;
  expect((await send("POST", address, { ...data, canViewInvoices: true })).status).toBe(200);
  expect([await isOn(), await isOn(), await isOn()]).toEqual([false, false, true]);
  await send("POST", address, { ...data, canViewInvoices: false });
  sandbox.lateReads.times = 0;
  expect(await isOn()).toBe(false);
});

test("what a delegate may do is shown as the vendor's page has it, or refused", async () => {
  const { account, url } = sandbox.hostup;
  account.delegate("partner@example.com", { label: "Bookkeeping" }, ["service:14101", "canRequestEpp"]);
  const [{ id }] = (await send("GET", `${url}/delegated-access`)).body.data.grantedByMe;
  const address = `${url}/delegated-access/${id}/permissions`;
  const { data } = (await send("GET", address)).body;
  expect(data).toMatchObject({
    grant: { id, granteeClientId: "30000", label: "Bookkeeping" },
    domains: [
      { id: "21266", name: "example.com", type: "domain", hasAccess: false },
      { id: "21267", name: "example.se", type: "domain", hasAccess: false },
    ],
    accessAllVps: false,
    canRequestEpp: true,
  });
  expect(data.services[0]).toEqual({ id: "14101", name: "VPS XS", type: "service", category: "vps", hasAccess: true });
  account.delegatePermissions = "forbidden";
  expect(await send("GET", address)).toMatchObject({ status: 403, body: { code: "FORBIDDEN" } });
  account.delegatePermissions = "missing";
  expect(await send("GET", address)).toMatchObject({ status: 404, body: { code: "NOT_FOUND" } });
});

test("a contact has the fourteenth switch only where it is told to, and a body without it leaves it as it is", async () => {
  const { account, url } = sandbox.hostup;
  account.addContact(14059);
  const address = `${url}/contacts/14059/permissions`;
  const { data } = (await send("GET", address)).body;
  expect(data).not.toHaveProperty("canRequestEpp");
  account.hasEppSwitch = true;
  await send("POST", address, { ...data, canRequestEpp: true });
  await send("POST", address, data);
  expect(account.grantsOf(14059)).toEqual(["canRequestEpp"]);
});

test("the pause of a refusal stands in its body, where it is told to", async () => {
  sandbox.faults.add({ kind: "status", status: 429, retryAfter: 7, retryAfterIn: "body" });
  const { status, body } = await send("GET", `${sandbox.hostup.url}/delegated-access`);
  expect({ status, retryAfter: body.retryAfter }).toEqual({ status: 429, retryAfter: "7" });
});

describe("the VMS", () => {
  const logIn = async (headers: Readonly<Record<string, string>> = {}) => {
    const { url, adminLogin: login, adminPassword: password } = sandbox.vms;
    return send("POST", `${url}/api/admin/v1/auth/token`, { login, password }, headers);
  };

  test("shows an administrator neither whom it hides, nor fewer rows than it counts", async () => {
    const { install, url } = sandbox.vms;
    install.addUser("seen@mail.com");
    install.hidden.add(install.addUser("hidden@mail.com").login);
    install.oddRows.push({ id: 99 });
    const authorization = `Bearer ${(await logIn()).body.access_token}`;
    const { body } = await send("GET", `${url}/api/admin/v1/users`, undefined, { authorization });
    expect(body.data.map(({ login }: { login?: string }) => login)).toEqual(["seen@mail.com", undefined]);
    expect(body.meta.total).toBe(2);
    expect((await send("GET", `${url}/api/admin/v1/users/2`, undefined, { authorization })).status).toBe(404);
  });

  test("wants the headers of the vendor's clients where it is told to", async () => {
    sandbox.vms.install.wantsClientHeaders = true;
    expect((await logIn()).status).toBe(400);
    expect((await logIn({ "x-client": "web", "x-uuid": crypto.randomUUID() })).status).toBe(200);
  });

  test("refuses an address that is not in its list, and a change without a password where it is old", async () => {
    const { install, url } = sandbox.vms;
    install.addUser("test@mail.com");
    const change = () => send("PATCH", `${url}/api/v1/billing/user/manage`, { login: "test@mail.com" });
    install.wantsPassword = true;
    expect(Object.keys((await change()).body.errors)).toEqual(["password", "status"]);
    install.admitsAddress = false;
    expect((await change()).status).toBe(403);
  });

  test("judges a login and names in one answer", async () => {
    const body = { login: "nobody", permissions_to_detach: ["nope"] };
    const { body: answer } = await send("PATCH", `${sandbox.vms.url}/api/v1/billing/user/manage`, body);
    expect(Object.keys(answer.errors)).toEqual(["login", "permissions_to_detach.0"]);
  });
});

test("the accounts service takes only what the vendor's pages show, where it is told to", async () => {
  const { accounts, accountsUrl } = sandbox.bakeronline;
  accounts.strict = true;
  const renew = async (more: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>>) => {
    const form = new URLSearchParams({
      grant_type: "refresh_token",
      refresh_token: accounts.newRefreshToken(),
      ...more,
    });
    return (await fetch(`${accountsUrl}/api/token`, { method: "POST", body: form, headers })).status;
  };
  expect(await renew({}, { "x-version": "1.9.0" })).toBe(200);
  expect(await renew({ client_id: accounts.clientId }, { "x-version": "1.9.0" })).toBe(400);
  expect(await renew({}, {})).toBe(400);
});
