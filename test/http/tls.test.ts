import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { CertificateError, TimeLimitError } from "../../provider/http/errors.js";
import { failureOf } from "../support/failureOf.js";
import { clientFor, get, post, reset, TestServer } from "../support/testServer.js";
import { type Certificate, selfSigned } from "../support/tlsServer.js";

let certificate: Certificate;
let other: Certificate;
let server: TestServer;
beforeAll(async () => {
  [certificate, other] = await Promise.all([selfSigned(), selfSigned()]);
});
beforeEach(async () => {
  server = await TestServer.start(certificate);
});
afterEach(() => server.close());

it("a certificate that nobody signed is refused, with its fingerprint and what to set", async () => {
  const error = await failureOf(clientFor(server).send(get));
  expect(error).toBeInstanceOf(CertificateError);
  expect(error.message).toContain("DEPTH_ZERO_SELF_SIGNED_CERT");
  expect(error.message).toContain(`Its SHA-256 fingerprint is ${certificate.fingerprint}`);
  expect(error.message).toContain("Set fake:fingerprint to that value if it is right.");
  expect(server.arrived).toEqual([]);
});

it.each([
  ["as it is shown", (text: string) => text],
  ["without colons", (text: string) => text.replaceAll(":", "")],
  ["in small letters", (text: string) => text.toLowerCase()],
])("the right fingerprint is accepted %s", async (_what, written) => {
  const client = clientFor(server, { fingerprint: written(certificate.fingerprint) });
  expect(await client.send(get)).toMatchObject({ status: 200 });
  expect(await client.send(post)).toMatchObject({ status: 200 });
  expect(server.connections).toBe(1);
});

it("a wrong fingerprint is refused before a single request reaches the server, and shows the right one", async () => {
  const client = clientFor(server, { fingerprint: other.fingerprint, headers: { "x-api-key": "k" } });
  const errors = await Promise.all([
    failureOf(client.send(get)),
    failureOf(client.send({ ...post, repeatable: true })),
  ]);
  for (const error of errors) {
    expect(error).toBeInstanceOf(CertificateError);
    expect(error.message).toContain(certificate.fingerprint);
    expect(error).toMatchObject({ outcomeUnknown: false });
  }
  expect(server.arrived).toEqual([]);
});

it("the fingerprint is compared on every new connection", async () => {
  server.script(reset);
  const client = clientFor(server, { fingerprint: certificate.fingerprint });
  expect(await client.send(get)).toMatchObject({ status: 200 });
  expect(server.connections).toBe(2);
  const { port } = server;
  await server.close();
  server = await TestServer.start(other, port);
  expect(await failureOf(client.send(get))).toBeInstanceOf(CertificateError);
  expect(server.arrived).toEqual([]);
});

it("the authority's certificate is accepted in place of the system's", async () => {
  expect(await clientFor(server, { ca: certificate.cert }).send(get)).toMatchObject({ status: 200 });
});

it("another authority's certificate is not", async () => {
  expect(await failureOf(clientFor(server, { ca: other.cert }).send(get))).toBeInstanceOf(CertificateError);
  expect(server.arrived).toEqual([]);
});

it("a server that is pinned and away is unreachable, not untrusted", async () => {
  const { url } = server;
  await server.close();
  const error = await failureOf(clientFor({ url }, { fingerprint: certificate.fingerprint, retries: 0 }).send(get));
  expect(error.message).toContain("ECONNREFUSED");
  server = await TestServer.start(certificate);
});

describe("a server that shows its certificate only to those who ask for it by name", () => {
  const named = () => ({ url: `https://localhost:${server.port}` });
  beforeEach(async () => {
    await server.close();
    server = await TestServer.start(other, 0, certificate);
  });

  it("is asked by name, so that the fingerprint fits", async () => {
    const client = clientFor(named(), { fingerprint: certificate.fingerprint });
    expect(await client.send(get)).toMatchObject({ status: 200 });
  });

  it("is asked by name for the fingerprint that an error shows", async () => {
    const error = await failureOf(clientFor(named()).send(get));
    expect(error.message).toContain(`Its SHA-256 fingerprint is ${certificate.fingerprint}`);
  });

  it("is asked without a name where the address has none", async () => {
    expect(await clientFor(server, { fingerprint: other.fingerprint }).send(get)).toMatchObject({ status: 200 });
    expect((await failureOf(clientFor(server).send(get))).message).toContain(other.fingerprint);
  });
});

it("a pinned server that never ends the handshake keeps neither the call nor a socket beyond the time limit", async () => {
  const sockets: Socket[] = [];
  const silent = createServer((socket) => void sockets.push(socket.on("error", () => undefined).resume()));
  silent.listen(0, "127.0.0.1");
  await once(silent, "listening");
  try {
    const url = `https://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const options = { fingerprint: certificate.fingerprint, timeout: 0.3, retries: 1 };
    const error = await failureOf(clientFor({ url }, options).send(get));
    expect(error).toBeInstanceOf(TimeLimitError);
    expect(sockets.length).toBeGreaterThan(0);
    await Promise.all(sockets.map((socket) => socket.destroyed || once(socket, "close")));
  } finally {
    await new Promise((resolve) => silent.close(resolve));
  }
});
