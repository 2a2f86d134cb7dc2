import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { unlock } from "proper-lockfile";
import { ConfigurationError } from "../../../provider/errors.js";
import { defineHandlers } from "../../../provider/lifecycle/lifecycle.js";
import { definition } from "../../../provider/systems/bakeronline/definition.js";
import { updateTokenFile } from "../../../provider/systems/bakeronline/tokens/tokenFile.js";
import { type Sandbox, startSandbox } from "../../../sandbox/index.js";
import { contextFor } from "../../support/contextFor.js";
import { failureOf } from "../../support/failureOf.js";

const companyId = 15;
let sandbox: Sandbox;
let folder: string;
let file: string;
beforeEach(async () => {
  sandbox = await startSandbox();
  folder = await mkdtemp(join(tmpdir(), "bakeronline-tokens-"));
  file = join(folder, "deep", "tokens.json");
});
afterEach(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true });
});

function run(settings: Readonly<Record<string, string>> = {}) {
  const { BAKERONLINE_ACCESS_TOKEN: _fixed, ...env } = sandbox.bakeronline.env;
  const { clientId, deviceId } = sandbox.bakeronline.accounts;
  return defineHandlers(
    definition,
    contextFor({
      ...env,
      BAKERONLINE_CLIENT_ID: clientId,
      BAKERONLINE_DEVICE_ID: deviceId,
      BAKERONLINE_TOKEN_FILE: file,
      BAKERONLINE_RETRIES: "0",
      ...settings,
    }),
  );
}
const createWith = (handlers: ReturnType<typeof run>, index = 0) => {
  const email = `user${index}@example.com`;
  sandbox.bakeronline.bakery.addUser(companyId, email);
  const args = { companyId, email, shopIds: [11], permissions: { products: true } };
  return handlers.create(handlers.check(args).inputs);
};
const newRefreshToken = () => sandbox.bakeronline.accounts.newRefreshToken();
const stored = async () => Object(JSON.parse(await readFile(file, "utf8")));
const store = (tokens: object) => updateTokenFile(file, async () => tokens);
const used = () =>
  sandbox.log.requests.filter(({ path }) => path === "/api/token").map(({ body }) => Object(body).refresh_token);

it("takes the successor of a refresh token, readable by its owner only, and the next run goes on with it", async () => {
  const BAKERONLINE_REFRESH_TOKEN = newRefreshToken();
  await createWith(run({ BAKERONLINE_REFRESH_TOKEN }), 0);
  const first = await stored();
  expect(first.refreshToken).toMatch(/^sandbox-bakeronline-refresh-/);
  expect(first.refreshToken).not.toBe(BAKERONLINE_REFRESH_TOKEN);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readdir(join(folder, "deep"))).toEqual(["tokens.json"]);

  sandbox.bakeronline.bakery.advance(3_601);
  await createWith(run({ BAKERONLINE_REFRESH_TOKEN }), 1);
  expect(used()).toEqual([BAKERONLINE_REFRESH_TOKEN, first.refreshToken]);
  expect((await stored()).refreshToken).not.toBe(first.refreshToken);
});

it("hands an access token that is still good to the next run, which renews nothing", async () => {
  await store({ refreshToken: newRefreshToken() });
  await createWith(run(), 0);
  await createWith(run(), 1);
  expect(used()).toHaveLength(1);
});

it.each([
  ["renewed before it is used, in its last minute", 30_000, 1],
  ["used while it has longer to live", 600_000, 0],
])("has an access token %s", async (_what, left, renewals) => {
  const { accounts } = sandbox.bakeronline;
  const accessToken = accounts.newAccessToken();
  await store({ refreshToken: newRefreshToken(), accessToken, expiresAt: Date.now() + left, lifetime: 3_600 });
  await createWith(run());
  expect(used()).toHaveLength(renewals);
  expect(sandbox.log.requests.filter(({ status }) => status === 401)).toEqual([]);
  expect((await stored()).accessToken === accessToken).toBe(renewals === 0);
});

it("that others could read is closed to them when it is written", async () => {
  await store({ refreshToken: newRefreshToken() });
  await chmod(file, 0o644);
  await createWith(run());
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

it("lets many runs at once use every refresh token once", async () => {
  await store({ refreshToken: newRefreshToken() });
  const runs = Array.from({ length: 6 }, () => run());
  await Promise.all(runs.map((handlers, index) => createWith(handlers, index)));
  expect(used()).toHaveLength(1);
  sandbox.bakeronline.bakery.advance(3_601);
  await Promise.all(runs.map((handlers, index) => createWith(handlers, 10 + index)));
  expect(used()).toHaveLength(2);
  expect(new Set(used()).size).toBe(2);
});

it("keeps the successor of a refresh token although the answer does not say how long the tokens live", async () => {
  await store({ refreshToken: newRefreshToken() });
  const refresh_token = newRefreshToken();
  const body = { access_token: sandbox.bakeronline.accounts.newAccessToken(), refresh_token, expires_in: null };
  sandbox.faults.add({ kind: "status", status: 200, path: "/api/token", body });
  await createWith(run());
  expect((await stored()).refreshToken).toBe(refresh_token);
});

it("keeps what was renewed although the lock was lost meanwhile, as after a suspend", async () => {
  const tokens = { refreshToken: "next" };
  const renewed = updateTokenFile(file, async () => {
    await unlock(file, { realpath: false });
    return tokens;
  });
  expect(await renewed).toEqual(tokens);
  expect(await stored()).toEqual(tokens);
});

it("is left as it was by a renewal that failed", async () => {
  const tokens = { refreshToken: newRefreshToken() };
  await store(tokens);
  sandbox.faults.add({ kind: "status", status: 500, path: "/api/token" });
  await failureOf(createWith(run()));
  expect(await stored()).toEqual(tokens);
  await createWith(run(), 1);
  expect(await readdir(join(folder, "deep"))).toEqual(["tokens.json"]);
});

it("whose refresh token is used up names the command that makes a new one, and shows none", async () => {
  await store({ refreshToken: "s3cret-used-up" });
  const error = await failureOf(createWith(run()));
  expect(error).toBeInstanceOf(ConfigurationError);
  expect(error.message).toContain("run `pulumi-permissions login bakeronline`");
  expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("s3cret");
});

it.each([
  ["is not there", undefined, "holds no refresh token. Run `pulumi-permissions login bakeronline`."],
  ["holds none", "{}", "holds no refresh token. Run `pulumi-permissions login bakeronline`."],
  ["is not JSON", "s3cret{", "is not a token file of pulumi-permissions. Run `pulumi-permissions login bakeronline`"],
  ["holds something else", '{"refreshToken":["s3cret"]}', "is not a token file of pulumi-permissions"],
])("that %s is a clear error with its path", async (_what, text, words) => {
  if (text !== undefined) {
    await store({});
    await writeFile(file, text);
  }
  const error = await failureOf(createWith(run()));
  expect(error).toBeInstanceOf(ConfigurationError);
  expect(error.message).toContain(`${file} ${words}`);
  expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("s3cret");
});

it("that holds a token which is used up gives way to a newer one in the configuration", async () => {
  await store({ refreshToken: "sandbox-used-up" });
  const BAKERONLINE_REFRESH_TOKEN = newRefreshToken();
  await createWith(run({ BAKERONLINE_REFRESH_TOKEN }));
  expect(used()).toEqual(["sandbox-used-up", BAKERONLINE_REFRESH_TOKEN]);
  expect((await stored()).refreshToken).not.toBe("sandbox-used-up");
});

it("whose token is used up is tried once in a run, however many resources there are", async () => {
  await store({ refreshToken: "sandbox-used-up" });
  const handlers = run();
  for (const index of [0, 1, 2]) {
    const error = await failureOf(createWith(handlers, index));
    expect(error.message).toContain(
      `no longer good (token file: ${file}): run \`pulumi-permissions login bakeronline\``,
    );
  }
  expect(used()).toEqual(["sandbox-used-up"]);
});

it("is not blamed where the accounts service is not found", async () => {
  await store({ refreshToken: newRefreshToken() });
  const error = await failureOf(
    createWith(run({ BAKERONLINE_ACCOUNTS_URL: `${sandbox.bakeronline.accountsUrl}/wrong` })),
  );
  expect(error.message).toContain("answered 404");
  expect(error.message).not.toContain("no longer good");
});
