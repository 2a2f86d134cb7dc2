import type { Fault, SentAnswer } from "./faults.js";

export function json(status: number, body: unknown): SentAnswer {
  return { status, headers: { "content-type": "application/json; charset=utf-8" }, text: JSON.stringify(body) };
}

export function page(status: number, text: string): SentAnswer {
  return { status, headers: { "content-type": "text/html; charset=utf-8" }, text };
}

/** What a fault answers instead of the API. */
export function wrongAnswer(fault: Fault): SentAnswer {
  if (fault.kind === "html") return page(200, "<!doctype html><title>Maintenance</title>");
  if (fault.kind === "empty") return { ...json(200, ""), text: "" };
  const { retryAfter, retryAfterIn = "header" } = fault;
  const body = fault.body ?? { error: "Injected", message: "fault injected by the sandbox" };
  const isInBody = retryAfter !== undefined && retryAfterIn !== "header";
  const wrong = json(fault.status ?? 500, isInBody ? { ...Object(body), retryAfter: String(retryAfter) } : body);
  if (retryAfter === undefined || retryAfterIn === "body") return wrong;
  return { ...wrong, headers: { ...wrong.headers, "retry-after": String(retryAfter) } };
}
