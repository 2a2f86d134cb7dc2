import fc from "fast-check";
import type { Sandbox, SentAnswer } from "../../sandbox/index.js";
import { anything, type Mutation, mutated, mutation } from "./mutation.js";

/** What becomes of one answer; what is left out stays true. */
export interface Distortion {
  /** Which answer of the run, counted from 0 and around: every one of them is met. */
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
  at: fc.nat(),
  stays: fc.boolean(),
  // Seldom: with a status that is no success nobody looks into the body.
  status: fc.oneof(
    { weight: 3, arbitrary: fc.constant(undefined) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        ...[200, 201, 204, 206, 301, 302, 304, 400, 401, 403, 404, 409, 418, 422, 429, 500, 503, 599],
      ),
    },
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

export interface DistortedAnswers {
  /** All bodies as the client got them. */
  readonly bodies: readonly unknown[];
  /** How many answers said yes with a body that was not the system's. */
  readonly strangeSuccesses: number;
}

/** Distorts the answers of a sandbox from now on, of which there are usually `count`. */
export function distortAnswers(
  sandbox: Sandbox,
  distortions: readonly Distortion[],
  count: number,
): Readonly<DistortedAnswers> {
  const answers = { bodies: [] as unknown[], strangeSuccesses: 0 };
  let index = 0;
  const rewrite = (answer: SentAnswer): SentAnswer => {
    const at = index++;
    const due = distortions.filter(({ at: place, stays }) => place % count === at || (stays && place % count < at));
    const sent = due.reduce(distorted, answer);
    answers.bodies.push(parsed(sent.text));
    if (sent.status < 300 && sent.text !== answer.text) answers.strangeSuccesses += 1;
    return sent;
  };
  sandbox.faults.clear();
  sandbox.faults.add({ kind: "rewrite", times: Number.POSITIVE_INFINITY, rewrite });
  return answers;
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
  // What is no JSON stays none.
  const json: unknown = "json" in body ? body.json : mutated(parsed(text), body.changes);
  return json === undefined ? "" : JSON.stringify(json);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
