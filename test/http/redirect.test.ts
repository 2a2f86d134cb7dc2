import { RedirectRefusedError } from "../../provider/http/errors.js";
import { failureOf } from "../support/failureOf.js";
import { type Answering, clientFor, get, post, TestServer } from "../support/testServer.js";

let server: TestServer;
let elsewhere: TestServer;
beforeEach(async () => {
  [server, elsewhere] = await Promise.all([TestServer.start(), TestServer.start()]);
});
afterEach(() => Promise.all([server.close(), elsewhere.close()]));

const to =
  (location: string | undefined, code = 302): Answering =>
  (_arrived, response) =>
    void response.writeHead(code, location === undefined ? {} : { location }).end();

it("a GET follows a redirect within the configured origin", async () => {
  server.script(to("/moved?x=1"));
  expect(await clientFor(server).send(get)).toMatchObject({ status: 200 });
  expect(server.arrived.map(({ path }) => path)).toEqual(["/thing", "/moved?x=1"]);
});

describe.each([301, 302, 303, 307, 308])("a redirect with status %i", (code) => {
  it("to another origin is refused, and nothing reaches that origin", async () => {
    server.answer = to(`${elsewhere.url}/thing`, code);
    const error = await failureOf(clientFor(server, { headers: { "x-api-key": "k" } }).send(get));
    expect(error).toBeInstanceOf(RedirectRefusedError);
    expect(error.message).toContain(`points to ${elsewhere.url}/thing`);
    expect(error.message).toContain("set fake:url to it");
    expect(elsewhere.arrived).toEqual([]);
    expect(elsewhere.connections).toBe(0);
    expect(server.arrived).toHaveLength(1);
  });

  it("of a POST is refused, also within the origin", async () => {
    server.answer = to("/moved", code);
    expect(await failureOf(clientFor(server).send({ ...post, repeatable: true }))).toBeInstanceOf(RedirectRefusedError);
    expect(server.arrived.map(({ path }) => path)).toEqual(["/thing"]);
  });
});

it.each([
  ["the same host and another scheme", () => server.url.replace("http:", "https:")],
  ["the same port and another host name", () => server.url.replace("127.0.0.1", "localhost")],
  ["an address without a scheme", () => elsewhere.url.replace("http:", "")],
  ["something that is no address", () => "http://["],
])("a redirect to %s is refused", async (_what, location) => {
  server.answer = to(location());
  expect(await failureOf(clientFor(server).send(get))).toBeInstanceOf(RedirectRefusedError);
  expect(elsewhere.connections).toBe(0);
  expect(server.arrived).toHaveLength(1);
});

it("a redirect that leads elsewhere in its second step is refused there", async () => {
  server.script(to("/moved"), to(`${elsewhere.url}/thing`));
  expect(await failureOf(clientFor(server).send(get))).toBeInstanceOf(RedirectRefusedError);
  expect(elsewhere.connections).toBe(0);
});
