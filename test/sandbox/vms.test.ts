import { type Sandbox, startSandbox } from "../../sandbox/index.js";

const login = "test@mail.com";
let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
  sandbox.vms.install.addUser(login);
});
afterEach(() => sandbox.close());

async function send(method: string, path: string, body?: object, token = "", scheme = "Bearer ") {
  const response = await fetch(`${sandbox.vms.url}${path}`, {
    method,
    headers: { "content-type": "application/json", authorization: `${scheme}${token}` },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: response.status, body: Object(await response.json()) };
}
const manage = (body: object, token?: string) => send("PATCH", "/api/v1/billing/user/manage", body, token);
async function logIn() {
  const { adminLogin, adminPassword } = sandbox.vms;
  const { body } = await send("POST", "/api/admin/v1/auth/token", { login: adminLogin, password: adminPassword });
  return String(body.access_token);
}

test("a new user has the install's defaults", () => {
  expect(sandbox.vms.install.grantsOf(login)).toEqual(["archives-preview-download", "layouts-index"]);
});

test("names are attached and detached, and the answer shows none of them", async () => {
  const { status, body } = await manage({
    login,
    permissions_to_attach: ["marks-index", "layouts-index"],
    permissions_to_detach: ["archives-preview-download", "groups-index"],
  });
  expect(status).toBe(200);
  expect(body).toMatchObject({ login, status: "active" });
  expect(body).not.toHaveProperty("permissions");
  expect(sandbox.vms.install.grantsOf(login)).toEqual(["layouts-index", "marks-index"]);
});

test("unknown names are refused by their index, and nothing is changed", async () => {
  const { status, body } = await manage({
    login,
    permissions_to_attach: ["marks-index", "nope"],
    permissions_to_detach: ["nope"],
  });
  expect(status).toBe(422);
  expect(body).toEqual({
    message: "The given data was invalid.",
    errors: {
      "permissions_to_attach.1": ["The selected permissions_to_attach.1 is invalid."],
      "permissions_to_detach.0": ["The selected permissions_to_detach.0 is invalid."],
    },
  });
  expect(sandbox.vms.install.grantsOf(login)).toEqual(["archives-preview-download", "layouts-index"]);
});

test("unknown names can be refused by their list alone, as an install may do it", async () => {
  sandbox.vms.install.errors = "field";
  const { status, body } = await manage({ login, permissions_to_detach: ["layouts-index", "nope", "neither"] });
  expect(status).toBe(422);
  expect(body.errors).toEqual({ permissions_to_detach: ["The selected permissions_to_detach is invalid."] });
  expect(sandbox.vms.install.grantsOf(login)).toEqual(["archives-preview-download", "layouts-index"]);
});

test("a stubborn name is neither given nor taken", async () => {
  sandbox.vms.install.stubborn.add("marks-index").add("layouts-index");
  const names = { permissions_to_attach: ["marks-index"], permissions_to_detach: ["layouts-index"] };
  expect((await manage({ login, ...names })).status).toBe(200);
  expect(sandbox.vms.install.grantsOf(login)).toEqual(["archives-preview-download", "layouts-index"]);
});

test.each([
  ["that nobody has", { login: "nobody" }, "The selected login is invalid."],
  ["that is missing", {}, "The login field is required."],
])("a login %s is refused", async (_what, body, message) => {
  expect(await manage(body)).toMatchObject({ status: 422, body: { errors: { login: [message] } } });
});

test("the Billing API wants its token where it is told to", async () => {
  sandbox.vms.install.wantsToken = true;
  expect((await manage({ login })).status).toBe(401);
  expect((await manage({ login }, sandbox.vms.token)).status).toBe(200);
});

test("users are listed page by page to an administrator only", async () => {
  for (let index = 0; index < 30; index++) sandbox.vms.install.addUser(`user${index}`);
  expect((await send("GET", "/api/admin/v1/users")).status).toBe(401);
  const token = await logIn();
  const { body } = await send("GET", "/api/admin/v1/users?page=2", undefined, token);
  expect(body.meta).toEqual({ current_page: 2, last_page: 2, per_page: 25, total: 31 });
  expect(body.data).toHaveLength(6);
  sandbox.vms.expireTokens();
  expect((await send("GET", "/api/admin/v1/users", undefined, token)).status).toBe(401);
});

test.each(["per_page=500", "page=0"])("a list with %s is refused as invalid", async (query) => {
  const { status, body } = await send("GET", `/api/admin/v1/users?${query}`, undefined, await logIn());
  expect(status).toBe(422);
  expect(body.errors).toEqual({ [query.split("=")[0] ?? ""]: [expect.any(String)] });
});

test.each(["", "bearer ", "Basic "])("a good token after %j instead of Bearer is refused", async (scheme) => {
  const token = await logIn();
  expect((await send("GET", "/api/admin/v1/users", undefined, token, scheme)).status).toBe(401);
});

test.each([
  ["list", true, true],
  ["user", false, true],
  ["nothing", false, false],
] as const)("permissions are shown as it is told: %s", async (shows, inList, inUser) => {
  sandbox.vms.install.shows = shows;
  const token = await logIn();
  const list = await send("GET", "/api/admin/v1/users", undefined, token);
  const user = await send("GET", "/api/admin/v1/users/1", undefined, token);
  expect("permissions" in list.body.data[0]).toBe(inList);
  expect("permissions" in user.body.data).toBe(inUser);
});

test("a wrong password is refused", async () => {
  const body = { login: sandbox.vms.adminLogin, password: "wrong" };
  expect(await send("POST", "/api/admin/v1/auth/token", body)).toMatchObject({ status: 401 });
});
