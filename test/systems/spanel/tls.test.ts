import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CertificateError, RedirectRefusedError } from "../../../provider/http/errors.js";
import { defineHandlers } from "../../../provider/lifecycle/lifecycle.js";
import { definition } from "../../../provider/systems/spanel/definition.js";
import { type Sandbox, startSandbox } from "../../../sandbox/index.js";
import { contextFor } from "../../support/contextFor.js";
import { failureOf } from "../../support/failureOf.js";
import { json, TestServer } from "../../support/testServer.js";
import { selfSigned } from "../../support/tlsServer.js";

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
  sandbox.spanel.server.addAccount("shop", {});
});
afterEach(() => sandbox.close());

function create(settings: Readonly<Record<string, string>>) {
  const { url: SPANEL_URL, token: SPANEL_TOKEN } = sandbox.spanel;
  const handlers = defineHandlers(definition, contextFor({ SPANEL_URL, SPANEL_TOKEN, ...settings }));
  return handlers.create(handlers.check({ username: "shop", permissions: { email: "all" } }).inputs);
}
const written = () => sandbox.spanel.server.accounts.get("shop")?.pages;

test("a certificate that nobody signed is refused, with its fingerprint and the two settings that help", async () => {
  const error = await failureOf(create({}));
  expect(error).toBeInstanceOf(CertificateError);
  expect(error.message).toContain(sandbox.spanel.fingerprint);
  expect(error.message).toContain("spanel:fingerprint");
  expect(error.message).toContain("spanel:caFile");
  expect(sandbox.log.requests).toEqual([]);
});

test("the settings that help are those of the connection, which inherits none of the default one's", async () => {
  const { url, token } = sandbox.spanel;
  const connections = JSON.stringify({ web1: { url, token } });
  const handlers = defineHandlers(definition, contextFor({ SPANEL_CONNECTIONS: connections }));
  const args = { connection: "web1", username: "shop", permissions: { email: "all" } };
  const error = await failureOf(handlers.create(handlers.check(args).inputs));
  expect(error.message).toContain("Set spanel:connections.web1.fingerprint to that value");
  expect(error.message).not.toContain("spanel:fingerprint");
});

test("another certificate than the configured one is refused, and the server gets no request", async () => {
  const error = await failureOf(create({ SPANEL_FINGERPRINT: (await selfSigned()).fingerprint }));
  expect(error).toBeInstanceOf(CertificateError);
  expect(error.message).toContain(sandbox.spanel.fingerprint);
  expect(sandbox.log.requests).toEqual([]);
});

test.each([
  ["with colons", (text: string) => text],
  ["without, in lower case", (text: string) => text.replaceAll(":", "").toLowerCase()],
])("the right fingerprint is accepted %s", async (_what, write) => {
  await create({ SPANEL_FINGERPRINT: write(sandbox.spanel.fingerprint) });
  expect(written()).toEqual({ email: "all" });
});

describe("a file of certificates", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "spanel-ca-"));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const fileWith = async (pem: string) => {
    const path = join(folder, "ca.pem");
    await writeFile(path, pem);
    return path;
  };

  test("that signed the server's is trusted", async () => {
    await create({ SPANEL_CA_FILE: await fileWith(sandbox.spanel.certificate) });
    expect(written()).toEqual({ email: "all" });
  });

  test("that did not is not", async () => {
    const error = await failureOf(create({ SPANEL_CA_FILE: await fileWith((await selfSigned()).cert) }));
    expect(error).toBeInstanceOf(CertificateError);
    expect(sandbox.log.requests).toEqual([]);
  });

  test.each(["", "no certificate"])("that holds none is an error, and nothing is sent: %j", async (text) => {
    const error = await failureOf(create({ SPANEL_CA_FILE: await fileWith(text) }));
    expect(error.message).toMatch(
      /^The SPanel connection "default" cannot be used: its caFile .* holds no certificate/,
    );
    expect(sandbox.log.requests).toEqual([]);
  });

  test("that is not there is an error, and nothing is sent", async () => {
    const error = await failureOf(create({ SPANEL_CA_FILE: join(folder, "none.pem") }));
    expect(error.message).toContain("none.pem");
    expect(sandbox.log.requests).toEqual([]);
  });
});

test.each([301, 302, 307, 308])("a redirect with status %d is refused: the token is in the body", async (status) => {
  const certificate = await selfSigned();
  const [origin, other] = await Promise.all([TestServer.start(certificate), TestServer.start(certificate)]);
  try {
    for (const location of [`${other.url}/spanel/api.php`, `${origin.url}/elsewhere/api.php`]) {
      origin.answer = (_arrived, response) => json(response, {}, status, { location });
      const before = origin.arrived.length;
      const error = await failureOf(
        create({ SPANEL_URL: `${origin.url}/spanel/api.php`, SPANEL_FINGERPRINT: certificate.fingerprint }),
      );
      expect(error).toBeInstanceOf(RedirectRefusedError);
      expect(error.message).toContain(location);
      expect(origin.arrived.length - before).toBe(1);
    }
    expect(other.arrived).toEqual([]);
  } finally {
    await Promise.all([origin.close(), other.close()]);
  }
});
