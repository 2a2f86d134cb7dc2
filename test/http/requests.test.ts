import { openHttpClient } from "../../provider/http/settings.js";
import { version } from "../../provider/version.js";
import { clientFor, get, post, TestServer } from "../support/testServer.js";

let server: TestServer;
beforeEach(async () => {
  server = await TestServer.start();
});
afterEach(() => server.close());

it("a call names the package and its version, asks for JSON and carries the connection's headers", async () => {
  const settings = { url: server.url, timeout: 5, retries: 0, concurrency: 1 };
  await openHttpClient((key) => `fake:${key}`, settings, { headers: { "x-api-key": "k" }, secrets: ["k"] }).send(get);
  expect(server.arrived[0]?.headers).toMatchObject({
    "user-agent": `pulumi-permissions/${version}`,
    accept: "application/json",
    "x-api-key": "k",
  });
});

it.each([
  ["", "/thing", "/thing"],
  ["/api", "/thing", "/api/thing"],
  ["/api/", "/thing", "/api/thing"],
  ["/spanel/api.php", "", "/spanel/api.php"],
])("the url's path %j and the call's path %j make %j", async (prefix, path, whole) => {
  await clientFor({ url: `${server.url}${prefix}` }).send({ ...get, path });
  expect(server.arrived[0]?.path).toBe(whole);
});

it("a query is appended, encoded", async () => {
  await clientFor(server).send({ ...get, query: { page: 2, name: "a b&c" } });
  expect(new URL(server.arrived[0]?.path ?? "", server.url).searchParams.get("name")).toBe("a b&c");
  expect(server.arrived[0]?.path).toContain("page=2");
});

it("JSON and forms are sent as they are given, with their type", async () => {
  const client = clientFor(server);
  await client.send({ ...post, json: { name: "Åsa", list: [1, 2] } });
  const form = { operation: "Sending a form", method: "POST", path: "/form", repeatable: true } as const;
  await client.send({ ...form, form: "a%5B0%5D=x+y" });
  expect(server.arrived[0]?.headers["content-type"]).toMatch(/^application\/json/);
  expect(JSON.parse(server.arrived[0]?.body ?? "")).toEqual({ name: "Åsa", list: [1, 2] });
  expect(server.arrived[1]).toMatchObject({ body: "a%5B0%5D=x+y" });
  expect(server.arrived[1]?.headers["content-type"]).toBe("application/x-www-form-urlencoded");
});
