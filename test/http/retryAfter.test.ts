import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import { StatusError, TimeLimitError } from "../../provider/http/errors.js";
import { failureOf } from "../support/failureOf.js";
import { clientFor, get, json, post, status, type TestServer, withServer } from "../support/testServer.js";

/** Refuses the first request, with a pause that ends when `end` says, and counts what comes too early. */
function refuseUntil(server: TestServer, end: () => number, retryAfter: string, code = 429): { early: number } {
  const seen = { early: 0 };
  let opensAt = Number.POSITIVE_INFINITY;
  server.answer = (_arrived, response, index) => {
    if (index === 0) {
      json(response, { message: "slow down" }, code, { "retry-after": retryAfter });
      // A little less than what was asked for: a timer may be early.
      opensAt = end() - 50;
      return;
    }
    if (Date.now() < opensAt) seen.early += 1;
    json(response, { ok: true });
  };
  return seen;
}

const inASecond = () => Date.now() + 1_000;

it.concurrent.each([
  ["429", 429, get],
  ["503", 503, get],
  ["429 to a call that must not be sent twice", 429, post],
])(
  "is obeyed in seconds with %s",
  withServer(async (server, _what, code, call) => {
    const seen = refuseUntil(server, inASecond, "1", code);
    await clientFor(server).send(call);
    expect(server.arrived).toHaveLength(2);
    expect(seen.early).toBe(0);
  }),
);

it.concurrent(
  "is obeyed as a date",
  withServer(async (server) => {
    const date = new Date(Date.now() + 1500).toUTCString();
    const seen = refuseUntil(server, () => Date.parse(date), date);
    await clientFor(server).send(get);
    expect(server.arrived).toHaveLength(2);
    expect(seen.early).toBe(0);
  }),
);

it.concurrent(
  "holds back every other call of the client",
  withServer(async (server) => {
    const seen = refuseUntil(server, inASecond, "1");
    const client = clientFor(server);
    const first = client.send(get);
    while (server.arrived.length === 0) await setImmediate();
    await sleep(100);
    const others = [client.send(get), client.send(post), client.send({ ...get, path: "/other" })];
    await Promise.all([first, ...others]);
    expect(server.arrived).toHaveLength(5);
    expect(seen.early).toBe(0);
  }),
);

it.concurrent(
  "does not hold back the calls of another client",
  withServer(async (server) => {
    refuseUntil(server, inASecond, "1");
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
  }),
);

it.concurrent.each(["3600", new Date(Date.now() + 3_600_000).toUTCString()])(
  "that is longer than the call may last ends it at once, with an error that tells: %s",
  withServer(async (server, retryAfter) => {
    server.answer = status(429, { "retry-after": retryAfter });
    const error = await failureOf(clientFor(server).send(get));
    expect(error).toBeInstanceOf(StatusError);
    expect(error.message).toContain("answered 429: status 429");
    expect(error.message).toContain(`asks to wait ${retryAfter === "3600" ? "3600 s" : `until ${retryAfter}`}`);
    expect(error.message).toContain("The server limits requests");
    expect(server.arrived).toHaveLength(1);
  }),
);

it.concurrent(
  "that begins while another call waits for its retry ends that call too, and says so",
  withServer(async (server) => {
    server.script(status(502), status(503, { "retry-after": "3600" }));
    const client = clientFor(server);
    const failures = [client.send(get), client.send({ ...get, path: "/other" })].map(failureOf);
    const messages = (await Promise.all(failures)).map(({ message }) => message).sort();
    expect(messages[0]).toMatch(
      /has asked for a pause that lasts 3(600|599) s more, longer than this call may \(after 2 att/,
    );
    expect(messages[1]).toContain("asks to wait 3600 s");
    expect(server.arrived).toHaveLength(2);
  }),
);

it.concurrent.each([
  ["may have worked, where it is repeated after any failure", get, 502, true],
  ["surely did nothing, where it is repeated only after such a failure", { ...post, path: "/made" }, 429, false],
])(
  "that keeps a call from its repetition says whether the first attempt may have worked: it %s",
  withServer(async (server, _what, call, code, outcomeUnknown) => {
    const client = clientFor(server);
    let refused: Error | undefined;
    // The other call is asked for the pause before this one is answered.
    server.answer = async (arrived, response, index) => {
      if (arrived.path !== call.path) return status(503, { "retry-after": "3600" })(arrived, response, index);
      refused = await failureOf(client.send({ ...get, path: "/other" }));
      return status(code)(arrived, response, index);
    };
    const error = await failureOf(client.send(call));
    expect(error).toBeInstanceOf(TimeLimitError);
    expect(error.message).toContain("(after 2 attempts)");
    expect(error).toMatchObject({ outcomeUnknown });
    expect(refused?.message).toContain("asks to wait 3600 s");
    expect(server.arrived).toHaveLength(2);
  }),
);

it.concurrent.each(["3600", "99999999999"])(
  "that was asked of an earlier call ends the next one at once: %s s",
  withServer(async (server, pause) => {
    server.answer = status(429, { "retry-after": pause });
    const client = clientFor(server);
    await failureOf(client.send(get));
    const error = await failureOf(client.send(get));
    expect(error).toBeInstanceOf(TimeLimitError);
    expect(error.message).toMatch(
      /has asked for a pause that lasts \d+ s more, longer than this call may\. Run it again/,
    );
    expect(server.arrived).toHaveLength(1);
  }),
);

it.concurrent(
  "that is longer than what is left of the call ends it at once, with the server's own words",
  withServer(async (server) => {
    server.script(status(503, { "retry-after": "1" }), status(429, { "retry-after": "3" }));
    const error = await failureOf(clientFor(server, { timeout: 1.5, retries: 1 }).send(get));
    expect(error).toBeInstanceOf(StatusError);
    expect(error.message).toContain("asks to wait 3 s");
    expect(server.arrived).toHaveLength(2);
  }),
);

it.concurrent.each(["soon", "", "0", "-5", "Thu, 01 Jan 1970 00:00:00 GMT"])(
  "that names no pause lets the call be repeated as usual: %j",
  withServer(async (server, retryAfter) => {
    server.script(status(503, { "retry-after": retryAfter }));
    expect(await clientFor(server).send(get)).toMatchObject({ status: 200 });
    expect(server.arrived).toHaveLength(2);
  }),
);

it.concurrent(
  "is obeyed also after one that made no sense",
  withServer(async (server) => {
    server.script(status(503, { "retry-after": "soon" }));
    const client = clientFor(server);
    await client.send(get);
    server.arrived.length = 0;
    const seen = refuseUntil(server, inASecond, "1");
    const first = client.send(get);
    while (server.arrived.length === 0) await setImmediate();
    await sleep(100);
    await Promise.all([first, client.send(get)]);
    expect(seen.early).toBe(0);
  }),
);

it.concurrent.each([
  ["an hour ahead of", 3_600_000],
  ["an hour behind", -3_600_000],
])(
  "as a date is judged by the clock of a server that is %s this machine",
  withServer(async (server, _what, ahead) => {
    const clock = Date.now() + ahead;
    const date = new Date(clock).toUTCString();
    const pause = new Date(clock + 1_000).toUTCString();
    let refusedAt = Number.POSITIVE_INFINITY;
    let waited = 0;
    server.answer = (_arrived, response, index) => {
      if (index > 0) {
        waited = Date.now() - refusedAt;
        json(response, { ok: true });
        return;
      }
      refusedAt = Date.now();
      json(response, { message: "slow down" }, 429, { "retry-after": pause, date });
    };
    expect(await clientFor(server).send(get)).toMatchObject({ status: 200 });
    // A second, as the server's own dates say; a timer may be a little early.
    expect(waited).toBeGreaterThan(900);
  }),
);
