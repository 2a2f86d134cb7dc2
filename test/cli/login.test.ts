import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loginToBakerOnline } from "../../provider/systems/bakeronline/tokens/login.js";
import { type Sandbox, startSandbox } from "../../sandbox/index.js";
import { failureOf } from "../support/failureOf.js";

jest.setTimeout(180_000);

let sandbox: Sandbox;
let folder: string;
beforeEach(async () => {
  sandbox = await startSandbox();
  folder = await mkdtemp(join(tmpdir(), "pulumi-permissions-login-"));
});
afterEach(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true, force: true });
});

/** What a person does in the browser: open the page, press "Allow". */
async function allow(address: string): Promise<void> {
  const page = await (await fetch(address)).text();
  const [, href = ""] = /id="allow" href="([^"]+)"/.exec(page) ?? [];
  await fetch(href.replaceAll("&amp;", "&"));
}

const options = (visit: (address: string) => Promise<void>, tokenFile?: string) => ({
  clientId: sandbox.bakeronline.accounts.clientId,
  deviceId: "laptop",
  accountsUrl: sandbox.bakeronline.accountsUrl,
  port: 0,
  tokenFile,
  visit,
});

test("the login stores tokens in a file that only its owner can read", async () => {
  const tokenFile = join(folder, "tokens.json");
  const lines = await loginToBakerOnline(options(allow, tokenFile));
  expect(lines.join("\n")).toContain(`pulumi config set bakeronline:tokenFile ${tokenFile}`);
  const stored = JSON.parse(await readFile(tokenFile, "utf8"));
  expect(stored.refreshToken).toMatch(/^sandbox-bakeronline-refresh-/);
  expect((await stat(tokenFile)).mode & 0o777).toBe(0o600);
  expect(lines.join("\n")).not.toContain(stored.refreshToken);
});

test("without a file the login prints the commands that configure the stack", async () => {
  const lines = await loginToBakerOnline(options(allow));
  expect(lines.join("\n")).toMatch(/pulumi config set --secret bakeronline:refreshToken sandbox-bakeronline-refresh-/);
  expect(lines.join("\n")).toContain("The device id is laptop");
  expect(lines.join("\n")).not.toContain("clientId");
});

test("an answer to another login is not taken, and the wait goes on", async () => {
  const intruded: number[] = [];
  await loginToBakerOnline(
    options(async (address) => {
      const redirect = new URL(new URL(address).searchParams.get("redirect_uri") ?? "");
      redirect.search = "?code=stolen&state=guessed";
      intruded.push((await fetch(redirect)).status);
      await allow(address);
    }),
  );
  expect(intruded).toEqual([400]);
});

test("a refusal at BakerOnline ends the login with its reason", async () => {
  const failure = await failureOf(
    loginToBakerOnline(
      options(async (address) => {
        const { searchParams } = new URL(address);
        const redirect = new URL(searchParams.get("redirect_uri") ?? "");
        redirect.search = new URLSearchParams({
          state: searchParams.get("state") ?? "",
          error: "access_denied",
        }).toString();
        await fetch(redirect);
      }),
    ),
  );
  expect(failure.message).toContain("access_denied");
});

test("the command prints the address, and ends with the commands to run once somebody has allowed it", async () => {
  const { accounts, accountsUrl } = sandbox.bakeronline;
  const words = [
    "login",
    "bakeronline",
    "--client-id",
    accounts.clientId,
    "--accounts-url",
    accountsUrl,
    "--port",
    "0",
    "--no-browser",
  ];
  const command = spawn(process.execPath, ["dist/cli/main.js", ...words]);
  let printed = "";
  command.stdout.on("data", (text) => {
    printed += text;
  });
  command.stderr.setEncoding("utf8").on("data", (text: string) => {
    const [address] = /http\S+/.exec(text) ?? [];
    if (address) void allow(address);
  });
  try {
    const status = await new Promise((resolve) => command.once("exit", resolve));
    expect(status).toBe(0);
  } finally {
    command.kill();
  }
  expect(printed).toContain("pulumi config set --secret bakeronline:refreshToken");
});
