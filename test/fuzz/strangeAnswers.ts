import fc from "fast-check";
import type { Sandbox, SentAnswer } from "../../sandbox/index.js";
import { anything, type Mutation, mutated, mutation } from "./mutation.js";

/** What becomes of one answer; what is left out stays true. */
export interface Distortion {
  /** Which answer of the run, counted from 0. */
  readonly at: number;
  /** Whether all later ones are distorted alike. */
  readonly stays: boolean;
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: { readonly json: unknown } | { readonly text: string } | { readonly changes: Mutation } | undefined;
}

const usually = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { freq: 3, nil: undefined });

const headers = fc.oneof(
  { weight: 6, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Readonly<Record<string, string>>>(
      ...["0", "soon", "-1", "9e99", "3600"].map((pause) => ({ "retry-after": pause })),
      ...["/", "//elsewhere.example/", "http://127.0.0.1:1/", "%"].map((location) => ({ location })),
      ...["text/html", "application/json; charset=utf-16", "x"].map((type) => ({ "content-type": type })),
    ),
  },
);

export const distortion: fc.Arbitrary<Distortion> = fc.record({
  at: fc.nat({ max: 4 }),
  stays: fc.boolean(),
  status: fc.option(
    fc.constantFrom(...[200, 201, 204, 206, 301, 302, 304, 400, 401, 403, 404, 409, 418, 422, 429, 500, 503, 599]),
    { freq: 3, nil: undefined },
  ),
  headers,
  body: usually(
    fc.oneof(
      { weight: 6, arbitrary: mutation.map((changes) => ({ changes })) },
      { weight: 2, arbitrary: anything.map((json) => ({ json })) },
      { weight: 1, arbitrary: fc.string().map((text) => ({ text })) },
    ),
  ),
});

/** Distorts the answers of a sandbox from now on. Returns the bodies as the client got them. */
export function distortAnswers(sandbox: Sandbox, distortions: readonly Distortion[]): readonly unknown[] {
  const bodies: unknown[] = [];
  let index = 0;
  const rewrite = (answer: SentAnswer): SentAnswer => {
    const at = index++;
    const due = distortions.filter((one) => one.at === at || (one.stays && one.at < at));
    const sent = due.reduce(distorted, answer);
    bodies.push(parsed(sent.text));
    return sent;
  };
  sandbox.faults.clear();
  sandbox.faults.add({ kind: "rewrite", times: Number.POSITIVE_INFINITY, rewrite });
  return bodies;
}

function distorted(answer: SentAnswer, { status, headers: more, body }: Distortion): SentAnswer {
  return {
    status: status ?? answer.status,
    headers: { ...answer.headers, ...more },
    text: textOf(answer.text, body),
  };
}

function textOf(text: string, body: Distortion["body"]): string {
  if (body === undefined) return text;
  if ("text" in body) return body.text;
  return JSON.stringify("json" in body ? body.json : mutated(parsed(text), body.changes));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
