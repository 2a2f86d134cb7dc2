import { Readable } from "node:stream";
import { setTimeout } from "node:timers/promises";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { Fault, SentAnswer } from "./faults.js";
import type { LoggedRequest } from "./requestLog.js";
import type { SandboxCore } from "./SandboxCore.js";

/** What the log says of a body; `call` tells calls apart that share one path, for faults too. */
export interface Described {
  readonly body: unknown;
  readonly reads: boolean;
  readonly call: string;
}

export interface EmulatedApiOptions {
  /** PEM; with it the server speaks HTTPS. */
  readonly tls?: { readonly key: string; readonly cert: string };
  readonly describe?: (request: FastifyRequest) => Described;
}

/** A server for one system that logs its requests and lets faults happen to them. */
export function emulatedApi(
  system: string,
  { faults, log, lateReads, latency }: SandboxCore,
  { tls, describe = plainly }: EmulatedApiOptions = {},
): FastifyInstance {
  const common = { forceCloseConnections: true, routerOptions: { maxParamLength: 500 } };
  const api: FastifyInstance = tls ? fastify({ ...common, https: tls }) : fastify(common);
  const entries = new WeakMap<FastifyRequest, LoggedRequest>();
  const due = new WeakMap<FastifyRequest, Fault>();
  const old = new WeakSet<FastifyRequest>();

  api.addHook("onRequest", async (request) => {
    const { method, url: path } = request;
    const userAgent = request.headers["user-agent"] ?? "";
    const entry = {
      system,
      method,
      path,
      userAgent,
      call: "",
      reads: method === "GET",
      body: undefined,
      status: undefined,
    };
    log.add(entry);
    entries.set(request, entry);
    if (latency > 0) await setTimeout(latency);
  });
  api.addHook("preValidation", async (request, reply) => {
    const entry = entries.get(request);
    if (entry === undefined) return;
    Object.assign(entry, describe(request));
    const fault = faults.take(entry);
    if (fault === undefined) {
      const late = entry.reads ? lateReads.take(keyOf(entry)) : undefined;
      if (late === undefined) return;
      old.add(request);
      reply.code(late.status).header("content-type", "application/json").send(late.text);
      return;
    }
    if (fault.afterEffect || fault.kind === "truncate" || fault.kind === "rewrite") due.set(request, fault);
    else goWrong(fault, request, reply);
  });
  api.addHook("onSend", async (request, reply, payload) => {
    const entry = entries.get(request);
    if (entry !== undefined && reply.statusCode < 300 && !old.has(request)) {
      if (entry.reads) lateReads.showed(keyOf(entry), reply.statusCode, String(payload));
      else lateReads.wrote(system);
    }
    const fault = due.get(request);
    if (fault === undefined) return payload;
    due.delete(request);
    return spoilt(fault, request, reply, String(payload));
  });
  api.addHook("onResponse", async (request, reply) => {
    const entry = entries.get(request);
    if (entry) entry.status = reply.statusCode;
  });
  return api;
}

function keyOf({ system, method, path, body }: LoggedRequest): string {
  return `${system} ${method} ${path} ${JSON.stringify(body)}`;
}

function plainly({ body, method }: FastifyRequest): Described {
  return { body, reads: method === "GET", call: "" };
}

/** A fault before the request has any effect. */
function goWrong(fault: Fault, request: FastifyRequest, reply: FastifyReply): void {
  if (fault.kind === "reset" || fault.kind === "hang") {
    reply.hijack();
    const cut = () => void request.raw.socket.destroy();
    if (fault.kind === "reset") cut();
    else fault.until?.then(cut, cut);
    return;
  }
  const { status, headers, text } = wrongAnswer(fault);
  reply.code(status).headers(headers).send(text);
}

/** A fault after the effect: the true answer is replaced. */
function spoilt(fault: Fault, request: FastifyRequest, reply: FastifyReply, payload: string): string | Readable {
  const { socket } = request.raw;
  switch (fault.kind) {
    case "reset":
      socket.destroy();
      return "";
    case "hang": {
      const cut = () => void socket.destroy();
      fault.until?.then(cut, cut);
      return new Readable({ read() {} });
    }
    case "truncate": {
      reply.header("content-length", Buffer.byteLength(payload));
      const half = payload.slice(0, Math.floor(payload.length / 2));
      // It never ends by itself: the connection is cut first.
      const stream = new Readable({ read() {} });
      stream.push(half);
      setImmediate(() => socket.destroy());
      return stream;
    }
    default: {
      const { status, headers, text } = fault.rewrite?.(trueAnswer(reply, payload)) ?? wrongAnswer(fault);
      reply.code(status).headers(headers);
      return text;
    }
  }
}

function trueAnswer(reply: FastifyReply, text: string): SentAnswer {
  const type = reply.getHeader("content-type");
  return { status: reply.statusCode, headers: typeof type === "string" ? { "content-type": type } : {}, text };
}

function wrongAnswer(fault: Fault): SentAnswer {
  if (fault.kind === "html") {
    return { status: 200, headers: { "content-type": "text/html" }, text: "<!doctype html><title>Maintenance</title>" };
  }
  if (fault.kind === "empty") return { status: 200, headers: { "content-type": "application/json" }, text: "" };
  const { retryAfter, retryAfterIn = "header" } = fault;
  const body = fault.body ?? { error: "Injected", message: "fault injected by the sandbox" };
  const pause = retryAfter === undefined ? undefined : String(retryAfter);
  return {
    status: fault.status ?? 500,
    headers: {
      "content-type": "application/json",
      ...(pause === undefined || retryAfterIn === "body" ? {} : { "retry-after": pause }),
    },
    text: JSON.stringify(
      pause === undefined || retryAfterIn === "header" ? body : { ...Object(body), retryAfter: pause },
    ),
  };
}
