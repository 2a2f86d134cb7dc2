import type { ServerResponse } from "node:http";
import { StatusError, TimeLimitError } from "../../provider/http/errors.js";
import { failureOf } from "../support/failureOf.js";
import { clientFor, get, hang, json, status, withServer } from "../support/testServer.js";

const many = (count: number) => Array.from({ length: count }, (_, index) => ({ ...get, path: `/thing/${index}` }));

describe("the time limit", () => {
  it.concurrent(
    "of one attempt ends that attempt, and the next one may succeed",
    withServer(async (server) => {
      server.script(hang);
      expect(await clientFor(server, { timeout: 1 }).send(get)).toMatchObject({ status: 200 });
      expect(server.arrived).toHaveLength(2);
    }),
  );

  it.concurrent(
    "of one attempt covers an answer that stops half way",
    withServer(async (server) => {
      server.script((_arrived, response) => {
        response.writeHead(200, { "content-type": "application/json" });
        response.write('{"ok":');
      });
      expect(await clientFor(server, { timeout: 1 }).send(get)).toMatchObject({ status: 200 });
    }),
  );

  it.concurrent(
    "is named in the error when no attempt was answered",
    withServer(async (server) => {
      server.answer = hang;
      const error = await failureOf(clientFor(server, { timeout: 0.2, retries: 0 }).send(get));
      expect(error).toBeInstanceOf(TimeLimitError);
      expect(error.message).toContain("gave no answer within 0.2 s");
      expect(error).toMatchObject({ outcomeUnknown: true });
    }),
  );

  it.concurrent(
    "of the whole call counts the waits between its attempts too, and is named where it ends one",
    withServer(async (server) => {
      server.answer = hang;
      const error = await failureOf(clientFor(server, { timeout: 0.25, retries: 2 }).send(get));
      expect(error).toBeInstanceOf(TimeLimitError);
      expect(error.message).toContain("gave no answer within 0.75 s for the whole call");
      // The third and last attempt would end after it.
      expect(server.arrived.length).toBeLessThan(3);
    }),
  );

  it.concurrent(
    "of the whole call ends it before a pause that would outlast it",
    withServer(async (server) => {
      server.answer = status(503, { "retry-after": "1" });
      const error = await failureOf(clientFor(server, { timeout: 0.6, retries: 2 }).send(get));
      expect(error).toBeInstanceOf(StatusError);
      expect(error.message).toContain("(after 2 attempts); it asks to wait 1 s");
      expect(server.arrived).toHaveLength(2);
    }),
  );
});

describe("calls in flight", () => {
  it.concurrent.each([1, 3])(
    "are never more than %i at once when that is the limit",
    withServer(async (server, concurrency) => {
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
    }),
  );

  it.concurrent(
    "share connections that are kept alive",
    withServer(async (server) => {
      const client = clientFor(server, { concurrency: 2 });
      for (const call of many(4)) await client.send(call);
      expect(server.connections).toBe(1);
      await Promise.all(many(8).map((call) => client.send(call)));
      expect(server.arrived).toHaveLength(12);
      expect(server.connections).toBeLessThanOrEqual(2);
    }),
  );

  it.concurrent(
    "have their whole time limit for themselves, however long they waited for their turn",
    withServer(async (server) => {
      server.answer = (_arrived, response) => void setTimeout(() => json(response, { ok: true }), 400);
      const client = clientFor(server, { concurrency: 1, timeout: 1.2, retries: 0 });
      const answers = await Promise.all(many(4).map((call) => client.send(call)));
      expect(answers.map(({ status: code }) => code)).toEqual([200, 200, 200, 200]);
    }),
  );

  it.concurrent(
    "go on after one of them failed",
    withServer(async (server) => {
      server.script(status(400));
      const client = clientFor(server, { concurrency: 1 });
      const outcomes = await Promise.allSettled(many(3).map((call) => client.send(call)));
      expect(outcomes.map(({ status: outcome }) => outcome)).toEqual(["rejected", "fulfilled", "fulfilled"]);
    }),
  );
});
