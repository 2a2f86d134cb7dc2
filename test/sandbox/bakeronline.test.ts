import { createHash } from "node:crypto";
import { type Sandbox, startSandbox } from "../../sandbox/index.js";

const list = "/company/companies/15/permissions/users";
let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
  sandbox.bakeronline.bakery.addUser(15, "baker@example.com", ["products", "shop:11", "shop:19"]);
});
afterEach(() => sandbox.close());

async function send(method: string, path: string, body?: object, headers: Record<string, string> = {}) {
  const response = await fetch(`${sandbox.bakeronline.url}${path}`, {
    method,
    headers: {
      "x-version": "1.9.0",
      authorization: `Bearer ${sandbox.bakeronline.accessToken}`,
      ...(body ? { "content-type": "application/json" } : {}),
      ...headers,
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: response.status, body: await response.json() };
}
async function token(fields: Record<string, string>) {
  const { clientId: client_id, deviceId: device_id } = sandbox.bakeronline.accounts;
  const body = new URLSearchParams({ client_id, device_id, ...fields });
  const response = await fetch(`${sandbox.bakeronline.accountsUrl}/api/token`, { method: "POST", body });
  return { status: response.status, body: Object(await response.json()) };
}

test("entries are a bare array, with shop ids out of order and some of them twice", async () => {
  const { body } = await send("GET", list);
  expect(body).toEqual([
    {
      id: 17,
      shop_ids: [19, 11, 19],
      permissions: expect.objectContaining({ products: true, email_settings: false }),
      user: { id: 1_017, email: "baker@example.com" },
    },
  ]);
  sandbox.bakeronline.bakery.shuffles = false;
  expect((await send("GET", list)).body).toMatchObject([{ shop_ids: [11, 19] }]);
});

test("adding a user makes an entry with first rights, each time anew", async () => {
  const added = { email: "new@example.com" };
  expect((await send("POST", list, added)).body).toMatchObject({
    id: 18,
    shop_ids: [],
    permissions: { newsletters: true },
  });
  expect((await send("POST", list, added)).body).toMatchObject({ id: 19 });
});

test.each([
  ["merge", true],
  ["replace", undefined],
] as const)("a PATCH means %s, as it is told", async (patch, products) => {
  sandbox.bakeronline.bakery.patch = patch;
  const { body } = await send("PATCH", `${list}/17`, { shop_ids: [7], permissions: { holidays: true } });
  expect(Object(body).permissions.products).toBe(products);
  expect(body).toMatchObject({ permissions: { holidays: true } });
  expect(Object(body).shop_ids).toContain(7);
});

test.each([
  ["another version", () => send("GET", list, undefined, { "x-version": "1.8.0" }), 404],
  ["a wrong token", () => send("GET", list, undefined, { authorization: "Bearer wrong" }), 401],
  [
    "a token without Bearer",
    () => send("GET", list, undefined, { authorization: sandbox.bakeronline.accessToken }),
    401,
  ],
  ["an unknown company", () => send("GET", list.replace("15", "99")), 404],
  ["an unknown entry", () => send("PATCH", `${list}/99`, { shop_ids: [], permissions: {} }), 404],
  ["half a body", () => send("PATCH", `${list}/17`, { shop_ids: [] }), 422],
  ["no address", () => send("POST", list, { email: "nobody" }), 422],
])("%s is refused", async (_what, run, status) => {
  expect((await run()).status).toBe(status);
});

test("a stubborn grant is neither given nor taken", async () => {
  sandbox.bakeronline.bakery.stubborn.add("shop:11").add("products").add("emailSettings").add("shop:7");
  const permissions = { products: false, email_settings: true, holidays: true };
  expect((await send("PATCH", `${list}/17`, { shop_ids: [7, 19], permissions })).status).toBe(200);
  const { bakery } = sandbox.bakeronline;
  expect(bakery.grantsOf(bakery.entry(15, "baker@example.com"))).toEqual([
    "holidays",
    "products",
    "shop:11",
    "shop:19",
  ]);
});

test("an access token lives an hour of the server's clock", async () => {
  sandbox.bakeronline.bakery.advance(3_590);
  expect((await send("GET", list)).status).toBe(200);
  sandbox.bakeronline.bakery.advance(20);
  expect((await send("GET", list)).status).toBe(401);
});

test("the accounts service refuses a request without a form", async () => {
  const response = await fetch(`${sandbox.bakeronline.accountsUrl}/api/token`, { method: "POST" });
  expect(response.status).toBe(400);
});

describe("a refresh token", () => {
  const refresh = (refresh_token: string) => token({ grant_type: "refresh_token", refresh_token });

  it("is good once where tokens rotate, and its successor after it", async () => {
    const first = sandbox.bakeronline.accounts.newRefreshToken();
    const { body } = await refresh(first);
    expect(body).toMatchObject({ token_type: "Bearer", expires_in: 3_600 });
    expect((await send("GET", list, undefined, { authorization: `Bearer ${body.access_token}` })).status).toBe(200);
    expect((await refresh(first)).status).toBe(401);
    expect((await refresh(body.refresh_token)).status).toBe(200);
  });

  it("stays good where they do not", async () => {
    sandbox.bakeronline.accounts.rotates = false;
    const first = sandbox.bakeronline.accounts.newRefreshToken();
    expect((await refresh(first)).body.refresh_token).toBe(first);
    expect((await refresh(first)).status).toBe(200);
  });
});

describe("the authorization page", () => {
  const verifier = "v".repeat(43);
  const authorize = async (query: Record<string, string> = {}) => {
    const search = new URLSearchParams({
      client_id: sandbox.bakeronline.accounts.clientId,
      redirect_uri: "http://127.0.0.1:9/callback",
      state: "s&t",
      code_challenge: createHash("sha256").update(verifier).digest("base64url"),
      code_challenge_method: "S256",
      ...query,
    });
    const response = await fetch(`${sandbox.bakeronline.accountsUrl}/oauth/authorize?${search}`);
    const href = /href="([^"]*)"/.exec(await response.text())?.[1]?.replaceAll("&amp;", "&");
    return { status: response.status, target: href === undefined ? undefined : new URL(href) };
  };

  it("leads back with a code that is good once, with the verifier that belongs to it", async () => {
    const { target } = await authorize();
    expect(target?.searchParams.get("state")).toBe("s&t");
    const code = target?.searchParams.get("code") ?? "";
    const fields = { grant_type: "code", code };
    expect((await token({ ...fields, code_verifier: "w".repeat(43) })).status).toBe(401);
    const { status, body } = await token({ ...fields, code_verifier: verifier });
    expect(status).toBe(200);
    expect(Object.keys(body).sort()).toEqual(["access_token", "expires_in", "refresh_token", "token_type"]);
    expect((await token({ ...fields, code_verifier: verifier })).status).toBe(401);
  });

  it.each([
    ["without a challenge", { code_challenge: "" }],
    ["with a plain one", { code_challenge_method: "plain" }],
    ["of an unknown client", { client_id: "x" }],
    ["with nowhere to lead back to", { redirect_uri: "" }],
  ])("refuses a request %s", async (_what, query) => {
    expect((await authorize(query)).status).toBe(400);
  });
});
