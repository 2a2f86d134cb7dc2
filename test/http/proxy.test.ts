import { inspect } from "node:util";
import { CertificateError, StatusError, TimeLimitError, UnreachableError } from "../../provider/http/errors.js";
import type { HttpClientOptions } from "../../provider/http/HttpClient.js";
import { failureOf } from "../support/failureOf.js";
import { ProxyServer } from "../support/ProxyServer.js";
import { repeatAtOnce } from "../support/repeatAtOnce.js";
import { clientFor, get, post, status, TestServer } from "../support/testServer.js";
import { type Certificate, selfSigned } from "../support/tlsServer.js";

repeatAtOnce();

/** A name that only the proxy knows. */
const host = "api.example.test";
const variables = [
  "HTTPS_PROXY",
  "https_proxy",
  "HTTP_PROXY",
  "http_proxy",
  "ALL_PROXY",
  "all_proxy",
  "NO_PROXY",
  "no_proxy",
];

let certificate: Certificate;
let other: Certificate;
let server: TestServer;
let proxy: ProxyServer;
let own: NodeJS.ProcessEnv;
beforeAll(async () => {
  own = process.env;
  [certificate, other] = await Promise.all([selfSigned(host), selfSigned(host)]);
});
beforeEach(async () => {
  // What the machine says of proxies must not reach the tests.
  process.env = Object.fromEntries(Object.entries(own).filter(([name]) => !variables.includes(name)));
  server = await TestServer.start(certificate);
  proxy = await ProxyServer.start(server.port);
});
afterEach(async () => {
  process.env = own;
  await Promise.all([server.close(), proxy.close()]);
});

const trusted = () => ({ ca: certificate.cert });
const client = (options: Partial<HttpClientOptions> = {}) =>
  clientFor({ url: `https://${host}` }, { ...trusted(), retries: 1, timeout: 5, ...options });

describe("the environment's proxy", () => {
  it.each(["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])("%s is gone through", async (variable) => {
    process.env[variable] = `http://${proxy.host}`;
    expect(await client().send(get)).toMatchObject({ status: 200 });
    expect(proxy.asked).toEqual([`${host}:443`]);
    expect(server.arrived).toMatchObject([{ path: "/thing", headers: { host } }]);
  });

  it("keeps its tunnels: one for many calls in turn", async () => {
    process.env.HTTPS_PROXY = `http://${proxy.host}`;
    const one = client();
    for (let count = 0; count < 3; count++) await one.send(post);
    expect(proxy.asked).toHaveLength(1);
    expect(server.arrived).toHaveLength(3);
  });

  it.each([host, ".example.test", "*.example.test", `other.test, ${host}:443`, "*"])(
    "is not asked for what NO_PROXY names: %s",
    async (list) => {
      process.env.HTTPS_PROXY = `http://${proxy.host}`;
      process.env.NO_PROXY = list;
      // The name leads nowhere without the proxy.
      expect((await failureOf(client({ retries: 0 }).send(get))).message).toMatch(/ENOTFOUND|EAI_AGAIN/);
      expect(proxy.asked).toEqual([]);
    },
  );

  it("is asked for what NO_PROXY does not name", async () => {
    process.env.HTTPS_PROXY = `http://${proxy.host}`;
    process.env.NO_PROXY = `example.test, ${host}:8443, other.${host}`;
    expect(await client().send(get)).toMatchObject({ status: 200 });
  });

  it.each(["127.0.0.1", "localhost"])("is never asked for %s, this machine", async (name) => {
    process.env.HTTPS_PROXY = `http://${proxy.host}`;
    const options = { fingerprint: certificate.fingerprint };
    expect(await clientFor({ url: `https://${name}:${server.port}` }, options).send(get)).toMatchObject({
      status: 200,
    });
    expect(proxy.asked).toEqual([]);
  });

  it.each(["socks5://127.0.0.1:1080", "http://"])(
    "that is no HTTP proxy is an error that says so: %s",
    async (value) => {
      process.env.HTTPS_PROXY = value;
      const error = await failureOf(client().send(get));
      expect(error).toBeInstanceOf(UnreachableError);
      expect(error.message).toMatch(/HTTPS_PROXY or ALL_PROXY is no address such as http:.*set fake:proxy/);
    },
  );
});

describe("a connection's own proxy", () => {
  it("comes before the environment's", async () => {
    process.env.HTTPS_PROXY = "http://127.0.0.1:9";
    process.env.NO_PROXY = "*";
    expect(await client({ proxy: `http://${proxy.host}` }).send(get)).toMatchObject({ status: 200 });
    expect(proxy.asked).toHaveLength(1);
  });

  it('is none at all with "none"', async () => {
    process.env.HTTPS_PROXY = `http://${proxy.host}`;
    await failureOf(client({ proxy: "none", retries: 0 }).send(get));
    expect(proxy.asked).toEqual([]);
  });

  it("gets the name and password of its address, and nobody else does", async () => {
    const address = `http://us%40er:p%3Ass%20w%C3%B6rd@${proxy.host}`;
    await client({ proxy: address }).send(get);
    expect(proxy.authorizations).toEqual([`Basic ${Buffer.from("us@er:p:ss wörd").toString("base64")}`]);
    expect(JSON.stringify(server.arrived)).not.toMatch(/proxy-auth|Basic/i);
  });

  it.each([
    ["repeats it", (text: string) => `HTTP/1.1 403 Forbidden\r\n\r\n${text}`],
    ["wants another one", () => "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"],
  ])("shows its password in no error, though the proxy %s", async (_what, answer) => {
    proxy.answer = answer("s3cret p@ss");
    const error = await failureOf(client({ proxy: `http://user:s3cret%20p%40ss@${proxy.host}` }).send(get));
    const seen = inspect(error, { showHidden: true, depth: 20 }) + error.message + error.stack;
    for (const form of ["s3cret", Buffer.from("user:s3cret p@ss").toString("base64")]) expect(seen).not.toContain(form);
  });
});

describe("a server behind a proxy", () => {
  it("is verified: a certificate that nobody vouches for is refused before anything is sent", async () => {
    const error = await failureOf(client({ ca: undefined, proxy: `http://${proxy.host}` }).send(get));
    expect(error).toBeInstanceOf(CertificateError);
    expect(server.arrived).toEqual([]);
  });

  it("is verified by its name, not by the proxy's", async () => {
    const misnamed = clientFor(
      { url: "https://other.test" },
      { ...trusted(), retries: 0, proxy: `http://${proxy.host}` },
    );
    const error = await failureOf(misnamed.send(get));
    expect(error).toBeInstanceOf(CertificateError);
    expect(error.message).toContain("ERR_TLS_CERT_ALTNAME_INVALID");
    expect(server.arrived).toEqual([]);
  });

  it("may be pinned by its fingerprint", async () => {
    const one = client({ ca: undefined, fingerprint: certificate.fingerprint, proxy: `http://${proxy.host}` });
    expect(await one.send(get)).toMatchObject({ status: 200 });
    expect(await one.send(post)).toMatchObject({ status: 200 });
    expect(proxy.asked).toHaveLength(1);
  });

  it("that shows another certificate than the pinned one gets no request, and the error shows the right one", async () => {
    const error = await failureOf(client({ fingerprint: other.fingerprint, proxy: `http://${proxy.host}` }).send(get));
    expect(error).toBeInstanceOf(CertificateError);
    expect(error.message).toContain(certificate.fingerprint);
    expect(server.arrived).toEqual([]);
  });

  it("says no in its own words", async () => {
    server.answer = status(403);
    const error = await failureOf(client({ proxy: `http://${proxy.host}` }).send(get));
    expect(error).toBeInstanceOf(StatusError);
    expect(error.message).toContain("answered 403: status 403");
  });
});

describe("a proxy that opens no tunnel", () => {
  it.each([
    ["407", "wants a name and a password", 1],
    ["403", "answered 403 and opened no tunnel", 1],
    // Perhaps it can the next time; surely the call has done nothing.
    ["502", "answered 502 and opened no tunnel", 2],
  ])("but answers %s is named, with the settings to look at", async (code, words, attempts) => {
    proxy.answer = `HTTP/1.1 ${code} No\r\ncontent-length: 2\r\n\r\n{}`;
    for (const call of [get, post]) {
      proxy.asked.length = 0;
      const error = await failureOf(client({ proxy: `http://${proxy.host}` }).send(call));
      expect(error).toBeInstanceOf(UnreachableError);
      expect(error).toMatchObject({ outcomeUnknown: false });
      expect(error.message).toContain(`the proxy ${proxy.host} ${words}`);
      expect(error.message).toContain("fake:proxy, HTTPS_PROXY and NO_PROXY");
      expect(proxy.asked).toHaveLength(attempts);
    }
    expect(server.arrived).toEqual([]);
  });

  it.each(["201", "204", "302"])("never speaks for the API, whatever it answers: %s", async (code) => {
    proxy.answer = `HTTP/1.1 ${code} Yes\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}`;
    expect(await failureOf(client({ proxy: `http://${proxy.host}` }).send(get))).toBeInstanceOf(UnreachableError);
  });

  it("is named where nothing listens at its address", async () => {
    const { host: gone } = proxy;
    await proxy.close();
    const error = await failureOf(client({ proxy: `http://${gone}`, retries: 0 }).send(get));
    expect(error.message).toContain("ECONNREFUSED");
    expect(error.message).toContain(`Check the proxy ${gone} (fake:proxy`);
    proxy = await ProxyServer.start(server.port);
  });

  it("but says nothing at all ends with the time limit, and so do its sockets", async () => {
    proxy.answer = "hang";
    const error = await failureOf(client({ proxy: `http://${proxy.host}`, timeout: 0.3, retries: 0 }).send(get));
    expect(error).toBeInstanceOf(TimeLimitError);
    await Promise.all([...proxy.sockets].map((socket) => new Promise((resolve) => socket.once("close", resolve))));
  });
});
