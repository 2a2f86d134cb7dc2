import { BodyError, StatusError, UnreachableError } from "../../provider/http/errors.js";
import { failureOf } from "../support/failureOf.js";
import { repeatAtOnce } from "../support/repeatAtOnce.js";
import {
  type Answering,
  clientFor,
  get,
  hang,
  json,
  post,
  reset,
  status,
  TestServer,
  text,
  truncate,
} from "../support/testServer.js";

repeatAtOnce();

let server: TestServer;
beforeEach(async () => {
  server = await TestServer.start();
});
afterEach(() => server.close());

const passing: [string, Answering][] = [
  ...[408, 429, 500, 502, 503, 504].map((code): [string, Answering] => [`status ${code}`, status(code)]),
  ["a connection that breaks", reset],
  ["an answer that is cut off", truncate],
  ["a web page in place of JSON", text("<!doctype html><title>Maintenance</title>")],
  ["half of a JSON answer", text('{"ok":')],
  ["an empty answer", text("")],
];

describe.each([
  ["GET", get],
  ["POST", { ...post, repeatable: true }],
  ["PATCH", { ...post, method: "PATCH" as const, repeatable: true }],
])("a repeatable %s", (_method, call) => {
  it.each(passing)("is sent again after %s", async (_what, failure) => {
    server.script(failure);
    expect(await clientFor(server).send(call)).toEqual({ status: 200, body: { ok: true } });
    expect(server.arrived).toHaveLength(2);
    expect(server.arrived[1]).toMatchObject({ method: call.method, body: server.arrived[0]?.body });
  });
});

describe("a call that goes on failing", () => {
  it.each([
    [0, ""],
    [1, " (after 2 attempts)"],
    [2, " (after 3 attempts)"],
  ])(
    "is repeated %i times and then fails, and says how often it was sent only if that was more than once",
    async (retries, words) => {
      server.answer = status(503);
      const error = await failureOf(clientFor(server, { retries }).send(get));
      expect(error).toBeInstanceOf(StatusError);
      expect(error).toMatchObject({ status: 503, outcomeUnknown: true });
      expect(error.message).toBe(
        `Reading the thing failed: GET 127.0.0.1:${server.port}/thing answered 503: status 503${words}. The server has a problem: run again later.`,
      );
      expect(server.arrived).toHaveLength(retries + 1);
    },
  );

  it.each<[string, Answering, unknown]>([
    ["a web page", text("<html>"), BodyError],
    ["half an answer", truncate, UnreachableError],
    ["a broken connection", reset, UnreachableError],
  ])("with %s has an error that says so", async (_what, failure, kind) => {
    server.answer = failure;
    const error = await failureOf(clientFor(server, { retries: 1 }).send(get));
    expect(error).toBeInstanceOf(kind);
    expect(error).toMatchObject({ outcomeUnknown: true, name: (kind as { name: string }).name });
    expect(error.message).toContain(" (after 2 attempts)");
    expect(server.arrived).toHaveLength(2);
    const once = await failureOf(clientFor(server, { retries: 0 }).send(get));
    expect(once).toBeInstanceOf(kind);
    expect(once.message).not.toContain("attempt");
  });
});

it.each([400, 401, 403, 404, 409, 422, 501])("status %i is final at once", async (code) => {
  server.answer = status(code);
  const error = await failureOf(clientFor(server).send(get));
  expect(error).toMatchObject({ status: code, outcomeUnknown: code >= 500, body: { message: `status ${code}` } });
  expect(error.message).toContain(`answered ${code}: status ${code}.`);
  expect(server.arrived).toHaveLength(1);
});

describe("a call that must not be sent twice", () => {
  const unclear: [string, Answering][] = passing.filter(([what]) => what !== "status 429");

  it.each(unclear)("is not repeated after %s, and its outcome is called unknown", async (what, failure) => {
    server.script(failure);
    const error = await failureOf(clientFor(server).send(post));
    expect(error).toMatchObject({ operation: "Making the thing", outcomeUnknown: what !== "status 408" });
    expect(server.arrived).toHaveLength(1);
  });

  it("is not repeated when no answer comes in time", async () => {
    server.script(hang);
    expect(await failureOf(clientFor(server, { timeout: 0.2 }).send(post))).toMatchObject({ outcomeUnknown: true });
    expect(server.arrived).toHaveLength(1);
  });

  it("is repeated after 429, which says that nothing was done", async () => {
    server.script(status(429));
    expect(await clientFor(server).send(post)).toMatchObject({ status: 200 });
    expect(server.arrived).toHaveLength(2);
  });

  it("is repeated when the connection is refused, and its outcome is known: nothing was sent", async () => {
    const { url } = server;
    await server.close();
    const error = await failureOf(clientFor({ url }, { retries: 1 }).send(post));
    expect(error).toBeInstanceOf(UnreachableError);
    expect(error.message).toContain("(ECONNREFUSED) (after 2 attempts)");
    expect(error).toMatchObject({ outcomeUnknown: false });
    server = await TestServer.start();
  });
});

it("an accepted status is an answer, with its JSON or its text", async () => {
  const call = { ...get, accept: [404] };
  server.script(
    (_arrived, response) => json(response, { code: "NOT_FOUND" }, 404),
    (_arrived, response) => {
      response.writeHead(404, { "content-type": "text/html" });
      response.end("<h1>Not found</h1>");
    },
  );
  const client = clientFor(server);
  expect(await client.send(call)).toEqual({ status: 404, body: { code: "NOT_FOUND" } });
  expect(await client.send(call)).toEqual({ status: 404, body: "<h1>Not found</h1>" });
  expect(server.arrived).toHaveLength(2);
});

it("an answer without content is one", async () => {
  server.answer = (_arrived, response) => void response.writeHead(204).end();
  expect(await clientFor(server).send(post)).toEqual({ status: 204, body: undefined });
});
