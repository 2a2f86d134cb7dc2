import { StatusError } from "../../../provider/http/errors.js";
import { HttpClient } from "../../../provider/http/HttpClient.js";
import { AdminApi } from "../../../provider/systems/vms/AdminApi.js";
import { clientFor } from "../../support/testServer.js";

const options = { login: "admin", password: "secret", seesEverybody: false };
afterEach(() => jest.restoreAllMocks());

test("calls that meet an expired token at the very same moment share one new login", async () => {
  let logins = 0;
  jest.spyOn(HttpClient.prototype, "send").mockImplementation(async ({ operation, method, path, headers }) => {
    if (method === "POST") {
      logins += 1;
      return { status: 200, body: { access_token: `token ${logins}` } };
    }
    if (headers?.authorization === "Bearer token 1") throw new StatusError(operation, 401, "GET host", "", {}, "");
    return { status: 200, body: { id: path.split("/").at(-1), login: "test@mail.com" } };
  });
  const admin = new AdminApi(clientFor({ url: "http://127.0.0.1:9" }), options);
  const users = await Promise.all(["1", "2", "3", "4", "5"].map((id) => admin.user(id)));
  expect(users.map(({ id }) => id)).toEqual(["1", "2", "3", "4", "5"]);
  expect(logins).toBe(2);
});

test.each([
  [503, 2, "tried again"],
  [401, 1, "not tried again, lest the account be locked"],
])("a login that fails with %i is asked for %i times by two calls: %s", async (status, expected) => {
  let logins = 0;
  jest.spyOn(HttpClient.prototype, "send").mockImplementation(async ({ operation }) => {
    logins += 1;
    throw new StatusError(operation, status, "POST host", "", {}, "");
  });
  const admin = new AdminApi(clientFor({ url: "http://127.0.0.1:9" }), options);
  for (const id of ["1", "2"]) await expect(admin.user(id)).rejects.toThrow(`answered ${status}`);
  expect(logins).toBe(expected);
});

test("every call of a run, the log-in too, names one client by one number, and another run by another one", async () => {
  const sent: unknown[] = [];
  jest.spyOn(HttpClient.prototype, "send").mockImplementation(async ({ method, path, headers }) => {
    sent.push([headers?.["x-client"], headers?.["x-uuid"]]);
    const user = { id: path.split("/").at(-1), login: "test@mail.com" };
    return { status: 200, body: method === "POST" ? { access_token: "token" } : user };
  });
  for (let run = 0; run < 2; run++) {
    const admin = new AdminApi(clientFor({ url: "http://127.0.0.1:9" }), options);
    for (const id of ["1", "2"]) await admin.user(id);
  }
  expect(sent).toHaveLength(6);
  expect(new Set(sent.slice(0, 3).map(String)).size).toBe(1);
  expect(new Set(sent.map(String)).size).toBe(2);
  expect(sent[0]).toEqual(["web", expect.stringMatching(/^[0-9a-f-]{36}$/)]);
});
