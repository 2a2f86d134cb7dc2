import { inspect } from "node:util";
import fc from "fast-check";
import type { Call } from "../../provider/http/Call.js";
import { mapTexts } from "../../provider/http/mapTexts.js";
import { redactor } from "../../provider/http/redact.js";
import { failureOf } from "../support/failureOf.js";
import { repeatAtOnce } from "../support/repeatAtOnce.js";
import { type Answering, clientFor, hang, json, status, TestServer, truncate } from "../support/testServer.js";

repeatAtOnce();

const secret = 's3cr/et+=k"ey';
const call: Call = {
  operation: "Writing the thing",
  method: "POST",
  path: `/thing/${encodeURIComponent(secret)}`,
  query: { token: secret },
  json: { token: secret },
  repeatable: true,
};

let server: TestServer;
beforeEach(async () => {
  server = await TestServer.start();
});
afterEach(() => server.close());

/** Everything that a log, a state file or a debugger could show of an error. */
function everythingIn(error: Error): string {
  const properties = Object.fromEntries(Reflect.ownKeys(error).map((key) => [String(key), Reflect.get(error, key)]));
  const seen = inspect(error, { showHidden: true, depth: 20, getters: true, maxStringLength: null, breakLength: 200 });
  return [error.message, error.stack, String(error), JSON.stringify(error), JSON.stringify(properties), seen].join(
    "\n",
  );
}

/** The forms in which the secret travels. */
const forms = [
  secret,
  encodeURIComponent(secret),
  new URLSearchParams({ s: secret }).toString().slice(2),
  JSON.stringify(secret).slice(1, -1),
  secret.replaceAll("/", "\\/"),
  Buffer.from(secret).toString("base64"),
];

async function expectClean(answer: Answering, options = {}): Promise<Error> {
  server.answer = answer;
  const client = clientFor(server, { headers: { "x-api-key": secret }, secrets: [secret], retries: 0, ...options });
  const error = await failureOf(client.send(call));
  const text = everythingIn(error);
  for (const form of forms) expect(text).not.toContain(form);
  expect(text).not.toContain("s3cr");
  return error;
}

/** As PHP writes JSON: slashes escaped. */
const phpJson = (value: unknown) => JSON.stringify(value).replaceAll("/", "\\/");
const raw =
  (body: (arrived: Parameters<Answering>[0]) => string, code: number, type = "application/json"): Answering =>
  (arrived, response) => {
    response.writeHead(code, { "content-type": type });
    response.end(body(arrived));
  };

it.each([400, 401, 403, 404, 422, 500, 503])(
  "an error of status %i has nothing of what the server echoes",
  async (code) => {
    const error = await expectClean((arrived, response) =>
      json(response, { message: `bad key ${secret}`, headers: arrived.headers, body: arrived.body }, code),
    );
    expect(error).toMatchObject({ status: code });
    expect(error.message).toContain("bad key [redacted]");
  },
);

it.each<[string, Answering]>([
  ["JSON as PHP writes it", raw(({ headers }) => phpJson({ message: secret, headers }), 400)],
  ["JSON with letters as numbers", raw(() => '{"message":"\\u00733cr\\/et+=k\\"ey"}', 400)],
  ["JSON with the secret for a key", raw(() => JSON.stringify({ [secret]: { [secret]: [secret] } }), 400)],
  ["a list", raw(() => JSON.stringify([secret, { a: secret }]), 400)],
  ["bare JSON text", raw(() => JSON.stringify(secret), 400)],
  ["a web page", raw(({ path, body }) => `<pre>${path} ${body} ${secret}</pre>`, 500, "text/html")],
  ["half of PHP's JSON", raw(({ body }) => phpJson({ body, secret }).slice(0, -1), 500)],
  ["a form", raw(() => new URLSearchParams({ token: secret }).toString(), 400, "text/plain")],
  ["base64", raw(() => Buffer.from(secret).toString("base64"), 400, "text/plain")],
  ["a web page with status 200", raw(({ body }) => `<p>${body}</p>`, 200, "text/html")],
  ["a redirect", (_arrived, response) => void response.writeHead(302, { location: `/x?t=${secret}` }).end()],
  ["a Retry-After", status(429, { "retry-after": secret })],
  ["a status message", (_arrived, response) => void response.writeHead(400, secret).end("{}")],
])("an error has nothing of a secret that comes back as %s", async (_what, answer) => {
  await expectClean(answer);
});

it.each<[string, Answering]>([
  ["is cut off", truncate],
  ["does not come", hang],
])("an error after an answer that %s has no request data", async (_what, answer) => {
  await expectClean(answer, { timeout: 0.3 });
});

it("an error without a connection has no request data", async () => {
  const { url } = server;
  await server.close();
  const client = clientFor({ url }, { headers: { "x-api-key": secret }, secrets: [secret], retries: 0 });
  const text = everythingIn(await failureOf(client.send(call)));
  expect(text).not.toContain("s3cr");
  server = await TestServer.start();
});

it("a secret that cannot be sent in a header is not in the error", async () => {
  const broken = "s3cr\net";
  const client = clientFor(server, { headers: { "x-api-key": broken }, secrets: [broken, secret] });
  expect(everythingIn(await failureOf(client.send(call)))).not.toContain("s3cr");
  expect(server.arrived).toEqual([]);
});

it.each(['"quoted"', "12", "\\back\\", "true", "{"])(
  "an answer stays readable although it repeats the secret %s",
  async (token) => {
    server.answer = (arrived, response) => json(response, { token, body: arrived.body, n: 12, flag: true, list: [{}] });
    const answer = await clientFor(server, { secrets: [token] }).send(call);
    expect(answer).toMatchObject({ status: 200, body: { flag: true, list: [{}] } });
  },
);

it.each(["pass%20word%3B!", "pass+word%3B%21"])("a secret is blanked out however somebody encodes it: %s", (form) => {
  expect(redactor(["pass word;!"])(`<${form}>`)).toBe("<[redacted]>");
});

it("a secret of digits is blanked out where it comes back as a number", () => {
  const redact = redactor(["271828"]);
  expect(mapTexts({ pin: 271828, list: [271828, 3], other: 27 }, redact)).toEqual({
    pin: "[redacted]",
    list: ["[redacted]", 3],
    other: 27,
  });
});

it("a secret that holds half a character is blanked out too, and no error by itself", () => {
  expect(redactor(["s3cr\ud800et"])("<s3cr\ud800et> <s3cr%EF%BF%BDet>")).toBe("<[redacted]> <[redacted]>");
});

it("a token that the API hands out later is a secret from then on", () => {
  const client = clientFor(server, { secrets: [secret] });
  expect(client.redact(`${secret} and token-of-today`)).toBe("[redacted] and token-of-today");
  client.keepSecret("token-of-today");
  expect(client.redact(`${secret} and token-of-today`)).toBe("[redacted] and [redacted]");
});

describe("the redactor", () => {
  it("blanks out every form of every secret, the longer one first", () => {
    const redact = redactor(["key", "key-longer", ""]);
    expect(redact("a key-longer b key c")).toBe("a [redacted] b [redacted] c");
    expect(redactor(["longer", "act"])("a longer act")).toBe("a [redacted] [redacted]");
    for (const form of forms) expect(redactor([secret])(`<${form}>`)).toBe("<[redacted]>");
  });

  it("takes every character of a secret as it is", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 3, maxLength: 40, unit: "binary" }), (text) => {
        fc.pre(!"[redacted]".includes(text) && !text.includes("\\"));
        expect(redactor([text])(`<<${text}>>`)).toMatch(/^<*\[redacted\]>*$/);
      }),
    );
  });

  /** What JSON, HTML, PHP, Go and addresses make of a text. */
  const encoders: Readonly<Record<string, (text: string) => string>> = {
    "JSON in ASCII, small digits": (text) => escapedUnits(text, (unit) => unit),
    "JSON in ASCII, capital digits": (text) => escapedUnits(text, (unit) => unit.toUpperCase()),
    "JSON as Go writes it": (text) =>
      JSON.stringify(text)
        .slice(1, -1)
        .replace(/[<>&\u2028\u2029]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`),
    "JSON as PHP writes it": (text) =>
      escapedUnits(JSON.stringify(text).slice(1, -1), (unit) => unit).replaceAll("/", "\\/"),
    "JSON in JSON": (text) => JSON.stringify(JSON.stringify({ text })).slice(1, -1),
    "HTML as PHP's htmlspecialchars writes it": (text) => special(text, "&#039;"),
    "HTML as Go writes it": (text) => special(text, "&#39;").replaceAll("&quot;", "&#34;"),
    "HTML in HTML": (text) => special(special(text, "&apos;"), "&apos;"),
    "HTML by number": (text) => [...text].map((one) => `&#${one.codePointAt(0)};`).join(""),
    "HTML by hexadecimal number": (text) => [...text].map((one) => `&#x${one.codePointAt(0)?.toString(16)};`).join(""),
    "HTML's names": (text) => special(text, "&#039;").replaceAll("ü", "&uuml;").replaceAll("ß", "&szlig;"),
    "an address": encodeURIComponent,
    "an address in small digits": (text) => encodeURIComponent(text).replace(/%../g, (one) => one.toLowerCase()),
    "an address in an address": (text) => encodeURIComponent(encodeURIComponent(text)),
    "an address in which nothing is left as it is": (text) =>
      [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join(""),
    "a form": (text) => new URLSearchParams({ text }).toString().slice("text=".length),
    base64: (text) => Buffer.from(text).toString("base64"),
    "base64 for addresses": (text) => Buffer.from(text).toString("base64url"),
    "base64 in an address": (text) => encodeURIComponent(Buffer.from(text).toString("base64")),
  };

  function escapedUnits(text: string, digits: (unit: string) => string): string {
    return text.replace(/[^\x20-\x7e]/g, (unit) => `\\u${digits(unit.charCodeAt(0).toString(16).padStart(4, "0"))}`);
  }

  function special(text: string, apostrophe: string): string {
    const names: Readonly<Record<string, string>> = {
      "&": "&amp;",
      "<": "&lt;",
      ">": "&gt;",
      '"': "&quot;",
      "'": apostrophe,
    };
    return text.replace(/[&<>"']/g, (one) => names[one] ?? one);
  }

  it.each(Object.entries(encoders))("blanks out a secret that went through %s", (_what, encode) => {
    for (const one of ["Grüße & <Küsse>", "a'b\"c/d+e=f", "naïve ☃ 😀%", "tab\tline", secret]) {
      expect(redactor([one])(`<<${encode(one)}>>`)).toMatch(/^<<.{0,40}\[redacted\].{0,4}>>$/);
      expect(redactor([one])(`<<${encode(one)}>>`)).not.toContain(encode(one).slice(2, -2));
    }
    const unit = fc.constantFrom(..."aZ09-_ &<>'\"/+=%üß☃😀\t");
    fc.assert(
      fc.property(fc.string({ minLength: 6, unit }), (text) => {
        const shown = redactor([text])(`[[${encode(text)}]]`);
        expect(shown).toContain("[redacted]");
        expect(shown.replace("[redacted]", "").length).toBeLessThan(50);
      }),
      { numRuns: 20 },
    );
  });

  it("takes tokens of many thousand letters, among many words that begin like them", () => {
    const token = Array.from({ length: 12_000 }, (_, index) => String.fromCharCode(97 + ((index * index) % 26))).join(
      "",
    );
    const redact = redactor([token, token.slice(5)]);
    const text = token.slice(0, 50).repeat(200);
    expect(redact(`${text} ${encodeURIComponent(`"${token}"`)} ${text}`)).toBe(`${text} %22[redacted]%22 ${text}`);
  });

  it("is not kept busy by a long row of backslashes", () => {
    const redact = redactor(["s3cret"]);
    expect(redact(`${"\\".repeat(200_000)}u`)).toHaveLength(200_001);
  });

  it("changes nothing where there is no secret", () => {
    expect(redactor([])("plain text")).toBe("plain text");
    expect(redactor([""])("plain text")).toBe("plain text");
    expect(redactor([secret])("plain text")).toBe("plain text");
  });
});
