import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { StatusError, TimeLimitError } from "../../provider/http/errors.js";
import { failureOf } from "../support/failureOf.js";
import { clientFor, get, hang, json, status, TestServer } from "../support/testServer.js";

let server: TestServer;
beforeEach(async () => {
  server = await TestServer.start();
});
afterEach(() => server.close());

const many = (count: number) => Array.from({ length: count }, (_, index) => ({ ...get, path: `/thing/${index}` }));

describe("the time limit", () => {
  it("of one attempt ends that attempt, and the next one may succeed", async () => {
    server.script(hang);
    expect(await clientFor(server, { timeout: 1 }).send(get)).toMatchObject({ status: 200 });
    expect(server.arrived).toHaveLength(2);
  });

  it("of one attempt covers an answer that stops half way", async () => {
    server.script((_arrived, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.write('{"ok":');
    });
    expect(await clientFor(server, { timeout: 1 }).send(get)).toMatchObject({ status: 200 });
  });

  it("is named in the error when no attempt was answered", async () => {
    server.answer = hang;
    const error = await failureOf(clientFor(server, { timeout: 0.2, retries: 0 }).send(get));
    expect(error).toBeInstanceOf(TimeLimitError);
    expect(error.message).toContain("gave no answer within 0.2 s");
    expect(error).toMatchObject({ outcomeUnknown: true });
  });

  it("of the whole call ends it before a pause that would outlast it, and nothing is sent later", async () => {
    server.answer = status(503, { "retry-after": "2" });
    const error = await failureOf(clientFor(server, { timeout: 0.9, retries: 3 }).send(get));
    expect(error).toBeInstanceOf(StatusError);
    expect(error.message).toContain("(after 2 attempts); it asks to wait 2 s");
    const arrived = server.arrived.length;
    await sleep(600);
    expect(server.arrived).toHaveLength(arrived);
  });
});

describe("calls in flight", () => {
  it.each([1, 3])("are never more than %i at once when that is the limit", async (concurrency) => {
    const open: ServerResponse[] = [];
    let most = 0;
    server.answer = (_arrived, response) => {
      open.push(response);
      most = Math.max(most, open.length);
      // None is answered before as many are there as may be; then there is a moment for one too many.
      if (open.length !== concurrency) return;
      setTimeout(() => {
        for (const one of open.splice(0)) json(one, { ok: true });
      }, 20);
    };
    const client = clientFor(server, { concurrency });
    await Promise.all(many(9).map((call) => client.send(call)));
    expect(server.arrived).toHaveLength(9);
    expect(most).toBe(concurrency);
  });

  it("share connections that are kept alive", async () => {
    const client = clientFor(server, { concurrency: 2 });
    for (const call of many(4)) await client.send(call);
    expect(server.connections).toBe(1);
    await Promise.all(many(8).map((call) => client.send(call)));
    expect(server.arrived).toHaveLength(12);
    expect(server.connections).toBeLessThanOrEqual(2);
  });

  it("have their whole time limit for themselves, however long they waited for their turn", async () => {
    server.answer = (_arrived, response) => void setTimeout(() => json(response, { ok: true }), 500);
    const client = clientFor(server, { concurrency: 1, timeout: 2, retries: 0 });
    const answers = await Promise.all(many(5).map((call) => client.send(call)));
    expect(answers.map(({ status: code }) => code)).toEqual([200, 200, 200, 200, 200]);
  });

  it("go on after one of them failed", async () => {
    server.script(status(400));
    const client = clientFor(server, { concurrency: 1 });
    const outcomes = await Promise.allSettled(many(3).map((call) => client.send(call)));
    expect(outcomes.map(({ status: outcome }) => outcome)).toEqual(["rejected", "fulfilled", "fulfilled"]);
  });
});
