import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConfigurationError } from "../../../provider/errors.js";
import { loginToBakerOnline } from "../../../provider/systems/bakeronline/tokens/login.js";
import { type Sandbox, startSandbox } from "../../../sandbox/index.js";
import { failureOf } from "../../support/failureOf.js";

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

const login = (visit = allow, settings: { connection?: string; tokenFile?: string } = {}) =>
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
  const { hostname, port } = new URL(address);
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

it("for a named connection it prints the commands and the variables of that connection", async () => {
  const tokenFile = join(tmpdir(), "pulumi-permissions-web-1.json");
  const printed = (await login(allow, { connection: "web-1", tokenFile })).join("\n");
  expect(printed).toContain(`pulumi config set --path 'bakeronline:connections.web-1.tokenFile' ${tokenFile}`);
  expect(printed).toContain("pulumi config set --path 'bakeronline:connections.web-1.deviceId' laptop");
  expect(printed).toContain("BAKERONLINE_WEB_1_TOKEN_FILE, BAKERONLINE_WEB_1_CLIENT_ID");
  expect(printed).not.toContain("bakeronline:clientId");
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
