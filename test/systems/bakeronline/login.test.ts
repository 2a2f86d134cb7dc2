import { request } from "node:http";
import { loginToBakerOnline } from "../../../provider/systems/bakeronline/login.js";
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
