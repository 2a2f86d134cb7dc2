import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import { StatusError, TimeLimitError } from "../../provider/http/errors.js";
import { failureOf } from "../support/failureOf.js";
import { clientFor, get, json, post, status, TestServer } from "../support/testServer.js";

let server: TestServer;
beforeEach(async () => {
  server = await TestServer.start();
});
afterEach(() => server.close());

/** Refuses the first request until `milliseconds` have passed, and counts what comes too early. */
function refuseFor(milliseconds: number, retryAfter: string, code = 429): { early: number } {
  const seen = { early: 0 };
  let open = false;
  server.answer = (_arrived, response, index) => {
    if (index === 0) {
      json(response, { message: "slow down" }, code, { "retry-after": retryAfter });
      // A little less than what was asked for: the two clocks do not start at once.
      setTimeout(() => {
        open = true;
      }, milliseconds * 0.9);
      return;
    }
    if (!open) seen.early += 1;
    json(response, { ok: true });
  };
  return seen;
}

it.each([
  ["429", 429, get],
  ["503", 503, get],
  ["429 to a call that must not be sent twice", 429, post],
])("is obeyed in seconds with %s", async (_what, code, call) => {
  const seen = refuseFor(1000, "1", code);
  await clientFor(server).send(call);
  expect(server.arrived).toHaveLength(2);
  expect(seen.early).toBe(0);
});

it("is obeyed as a date", async () => {
  const date = new Date(Date.now() + 1500).toUTCString();
  const seen = refuseFor(Date.parse(date) - Date.now(), date);
  await clientFor(server).send(get);
  expect(server.arrived).toHaveLength(2);
  expect(seen.early).toBe(0);
});

it("holds back every other call of the client", async () => {
  const seen = refuseFor(1000, "1");
  const client = clientFor(server);
  const first = client.send(get);
  while (server.arrived.length === 0) await setImmediate();
  await sleep(100);
  const others = [client.send(get), client.send(post), client.send({ ...get, path: "/other" })];
  await Promise.all([first, ...others]);
  expect(server.arrived).toHaveLength(5);
  expect(seen.early).toBe(0);
});

it("does not hold back the calls of another client", async () => {
  refuseFor(1000, "1");
  const waiting = clientFor(server).send(get);
  while (server.arrived.length === 0) await setImmediate();
  await sleep(100);
  const order: string[] = [];
  await Promise.all([
    waiting.then(() => order.push("waiting")),
    clientFor(server)
      .send(get)
      .then(() => order.push("other")),
  ]);
  expect(order).toEqual(["other", "waiting"]);
});

it.each(["3600", new Date(Date.now() + 3_600_000).toUTCString()])(
  "that is longer than the call may last ends it at once, with an error that tells: %s",
  async (retryAfter) => {
    server.answer = status(429, { "retry-after": retryAfter });
    const error = await failureOf(clientFor(server).send(get));
    expect(error).toBeInstanceOf(StatusError);
    expect(error.message).toContain("answered 429: status 429");
    expect(error.message).toContain(`asks to wait ${retryAfter === "3600" ? "3600 s" : `until ${retryAfter}`}`);
    expect(error.message).toContain("The server limits requests");
    expect(server.arrived).toHaveLength(1);
  },
);

it("that begins while another call waits for its retry ends that call too, and says so", async () => {
  server.script(status(502), status(503, { "retry-after": "3600" }));
  const client = clientFor(server);
  const failures = [client.send(get), client.send({ ...get, path: "/other" })].map(failureOf);
  const messages = (await Promise.all(failures)).map(({ message }) => message).sort();
  expect(messages[0]).toMatch(
    /has asked for a pause that lasts 3(600|599) s more, longer than this call may \(after 2 att/,
  );
  expect(messages[1]).toContain("asks to wait 3600 s");
  expect(server.arrived).toHaveLength(2);
});

it.each(["3600", "99999999999"])("that was asked of an earlier call ends the next one at once: %s s", async (pause) => {
  server.answer = status(429, { "retry-after": pause });
  const client = clientFor(server);
  await failureOf(client.send(get));
  const error = await failureOf(client.send(get));
  expect(error).toBeInstanceOf(TimeLimitError);
  expect(error.message).toMatch(
    /has asked for a pause that lasts \d+ s more, longer than this call may\. Run it again/,
  );
  expect(server.arrived).toHaveLength(1);
});

it("that is longer than what is left of the call ends it at once, with the server's own words", async () => {
  server.script(status(503, { "retry-after": "1" }), status(429, { "retry-after": "3" }));
  const error = await failureOf(clientFor(server, { timeout: 1.5, retries: 1 }).send(get));
  expect(error).toBeInstanceOf(StatusError);
  expect(error.message).toContain("asks to wait 3 s");
  expect(server.arrived).toHaveLength(2);
});

it.each(["soon", "", "0", "-5", "Thu, 01 Jan 1970 00:00:00 GMT"])(
  "that names no pause lets the call be repeated as usual: %j",
  async (retryAfter) => {
    server.script(status(503, { "retry-after": retryAfter }));
    expect(await clientFor(server).send(get)).toMatchObject({ status: 200 });
    expect(server.arrived).toHaveLength(2);
  },
);

it("is obeyed also after one that made no sense", async () => {
  server.script(status(503, { "retry-after": "soon" }));
  const client = clientFor(server);
  await client.send(get);
  server.arrived.length = 0;
  const seen = refuseFor(1000, "1");
  const first = client.send(get);
  while (server.arrived.length === 0) await setImmediate();
  await sleep(100);
  await Promise.all([first, client.send(get)]);
  expect(seen.early).toBe(0);
});
