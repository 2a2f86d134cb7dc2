import { createServer, request } from "node:http";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { ConfigurationError } from "../../../provider/errors.js";
import { loginToBakerOnline } from "../../../provider/systems/bakeronline/tokens/login.js";
import { type Sandbox, startSandbox } from "../../../sandbox/index.js";
import { failureOf } from "../../support/failureOf.js";

/** A container may be without. */
const hasIpv6 = Object.values(networkInterfaces()).some((known) => known?.some(({ address }) => address === "::1"));

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.close());

/** What a person does in the browser: open the page, press "Allow". */
async function allow(address: string): Promise<void> {
  const page = await (await fetch(address)).text();
  const [, href = ""] = /id="allow" href="([^"]+)"/.exec(page) ?? [];
  await fetch(href.replaceAll("&amp;", "&"));
}

const login = (visit = allow, settings: { connection?: string; tokenFile?: string; port?: number } = {}) =>
  loginToBakerOnline({
    clientId: sandbox.bakeronline.accounts.clientId,
    deviceId: "laptop",
    accountsUrl: sandbox.bakeronline.accountsUrl,
    port: 0,
    tokenFile: undefined,
    visit,
    ...settings,
  });

/** The status of a request whose target is sent as it is, however odd. */
function statusOf(address: string, path: string): Promise<number | undefined> {
  const { hostname: host, port } = new URL(address);
  const hostname = host.replace(/^\[|\]$/g, "");
  return new Promise((resolve, reject) => {
    request({ hostname, port, path }, (answer) => resolve(answer.resume().statusCode))
      .once("error", reject)
      .end();
  });
}

it.each(["//", "http://", "/callback"])("a request for %s is answered 400, and the wait goes on", async (path) => {
  const statuses: unknown[] = [];
  await login(async (address) => {
    statuses.push(await statusOf(new URL(address).searchParams.get("redirect_uri") ?? "", path));
    await allow(address);
  });
  expect(statuses).toEqual([400]);
});

it("names the documented return address, and is there at both addresses that localhost means", async () => {
  sandbox.bakeronline.accounts.strict = true;
  let redirect = "";
  const statuses: unknown[] = [];
  await login(async (address) => {
    redirect = new URL(address).searchParams.get("redirect_uri") ?? "";
    const { port } = new URL(redirect);
    for (const host of ["127.0.0.1", ...(hasIpv6 ? ["[::1]"] : [])])
      statuses.push(await statusOf(`http://${host}:${port}`, "/"));
    await allow(address);
  });
  expect(redirect).toMatch(/^http:\/\/localhost:\d+$/);
  expect(statuses).toEqual(hasIpv6 ? [400, 400] : [400]);
});

it("ends at once with a client id that BakerOnline does not know, before a browser opens", async () => {
  let visited = false;
  const failure = await failureOf(
    loginToBakerOnline({
      clientId: "typo",
      deviceId: "laptop",
      accountsUrl: sandbox.bakeronline.accountsUrl,
      port: 0,
      tokenFile: undefined,
      visit: async () => {
        visited = true;
      },
    }),
  );
  expect(failure.message).toMatch(
    /^Logging in to BakerOnline was refused: its page answered 400: check --client-id, and that BakerOnline knows the return address http:\/\/localhost:\d+/,
  );
  expect(visited).toBe(false);
});

it("does not take a port that somebody else has at one of the two addresses", async () => {
  const other = createServer();
  await new Promise<void>((ready) => other.listen(0, hasIpv6 ? "::1" : "127.0.0.1", ready));
  const address = other.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  try {
    const failure = await failureOf(login(allow, { port }));
    expect(failure.message).toContain("EADDRINUSE");
  } finally {
    other.close();
  }
});

it("for a named connection it prints the commands and the variables of that connection", async () => {
  const tokenFile = join(tmpdir(), "pulumi-permissions-web-1.json");
  const printed = (await login(allow, { connection: "web-1", tokenFile })).join("\n");
  expect(printed).toContain(`pulumi config set --path 'bakeronline:connections.web-1.tokenFile' ${tokenFile}`);
  expect(printed).toContain("BAKERONLINE_WEB_1_TOKEN_FILE, BAKERONLINE_WEB_1_ACCOUNTS_URL");
  expect(printed).not.toMatch(/clientId|deviceId/);
});

it("for a named connection without a file it keeps the refresh token a secret", async () => {
  const printed = (await login(allow, { connection: "second" })).join("\n");
  expect(printed).toMatch(
    /pulumi config set --secret --path 'bakeronline:connections\.second\.refreshToken' sandbox-bakeronline-refresh-/,
  );
});

it.each(["accounts", "not a name", ""])(
  "for a connection that cannot be named %j it fails before anything is asked",
  async (connection) => {
    let visited = false;
    const visit = async () => {
      visited = true;
    };
    expect(await failureOf(login(visit, { connection }))).toBeInstanceOf(ConfigurationError);
    expect(visited).toBe(false);
  },
);
