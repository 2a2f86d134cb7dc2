import { inspect } from "node:util";
import { ConfigurationError, UnexpectedAnswerError } from "../../../provider/errors.js";
import { defineHandlers } from "../../../provider/lifecycle/lifecycle.js";
import { definition } from "../../../provider/systems/bakeronline/definition.js";
import { type Sandbox, startSandbox } from "../../../sandbox/index.js";
import { contextFor } from "../../support/contextFor.js";
import { failureOf } from "../../support/failureOf.js";

const companyId = 15;
let sandbox: Sandbox;
let refreshToken: string;
beforeEach(async () => {
  sandbox = await startSandbox();
  refreshToken = sandbox.bakeronline.accounts.newRefreshToken();
});
afterEach(() => sandbox.close());

/** Handlers of one run, without a fixed access token. */
function run(settings: Readonly<Record<string, string>> = {}) {
  const { BAKERONLINE_ACCESS_TOKEN: _fixed, ...env } = sandbox.bakeronline.env;
  return defineHandlers(
    definition,
    contextFor({
      ...env,
      BAKERONLINE_REFRESH_TOKEN: refreshToken,
      BAKERONLINE_RETRIES: "0",
      ...settings,
    }),
  );
}
const createWith = (handlers: ReturnType<typeof run>, index = 0) => {
  const email = `user${index}@example.com`;
  const args = { companyId, email, shopIds: [11], permissions: { products: true } };
  return handlers.create(handlers.check(args).inputs);
};
const addUsers = (count: number) => {
  for (let index = 0; index < count; index++) sandbox.bakeronline.bakery.addUser(companyId, `user${index}@example.com`);
};
const renewals = () => sandbox.log.requests.filter(({ path }) => path === "/api/token");
const shown = (error: unknown) => inspect(error, { depth: 9, showHidden: true });

describe("an access token as it is", () => {
  const fixed = (token: string) => run({ BAKERONLINE_ACCESS_TOKEN: token });

  it("is sent, and nothing is renewed", async () => {
    addUsers(1);
    await createWith(fixed(sandbox.bakeronline.accessToken));
    expect(renewals()).toEqual([]);
  });

  it("that ran out is a clear error that does not show it", async () => {
    addUsers(1);
    sandbox.bakeronline.bakery.advance(3_601);
    const error = await failureOf(createWith(fixed(sandbox.bakeronline.accessToken)));
    expect(error.message).toMatch(/it refused bakeronline:accessToken \(401\).*It lasts an hour/);
    expect(shown(error)).not.toContain(sandbox.bakeronline.accessToken);
    expect(sandbox.log.count()).toBe(1);
  });
});

it("an access token that the API repeats is in no error", async () => {
  addUsers(1);
  const { accessToken } = sandbox.bakeronline;
  const body = { message: `no rights: ${accessToken}` };
  sandbox.faults.add({ kind: "status", status: 403, system: "bakeronline", body });
  const error = await failureOf(createWith(run({ BAKERONLINE_ACCESS_TOKEN: accessToken })));
  expect(error.message).toContain("no rights: [redacted]");
  expect(shown(error)).not.toContain(accessToken);
});

describe("a refresh token", () => {
  it("is used once for fifty calls at once", async () => {
    addUsers(50);
    const handlers = run();
    await Promise.all(Array.from({ length: 50 }, (_, index) => createWith(handlers, index)));
    expect(renewals()).toHaveLength(1);
    expect(renewals()[0]?.body).toEqual({ grant_type: "refresh_token", refresh_token: refreshToken });
    expect(sandbox.log.count("PATCH")).toBe(50);
  });

  it("is used once more, with the successor that came with it, when the access token runs out for fifty calls", async () => {
    addUsers(51);
    const handlers = run();
    await createWith(handlers, 50);
    sandbox.bakeronline.bakery.advance(3_601);
    sandbox.log.clear();
    await Promise.all(Array.from({ length: 50 }, (_, index) => createWith(handlers, index)));
    expect(renewals()).toHaveLength(1);
    expect(Object(renewals()[0]?.body).refresh_token).not.toBe(refreshToken);
    const answered = (status: number) =>
      sandbox.log.requests.filter((request) => request.method === "PATCH" && request.status === status).length;
    expect(answered(200)).toBe(50);
    expect(sandbox.log.count("PATCH")).toBe(50 + answered(401));
  });

  it("that does not rotate is used again", async () => {
    addUsers(2);
    sandbox.bakeronline.accounts.rotates = false;
    const handlers = run();
    await createWith(handlers, 0);
    sandbox.bakeronline.bakery.advance(3_601);
    await createWith(handlers, 1);
    expect(renewals().map(({ body }) => Object(body).refresh_token)).toEqual([refreshToken, refreshToken]);
  });

  it("gets a call repeated once after 401, and no more", async () => {
    addUsers(1);
    sandbox.faults.add({ kind: "status", status: 401, method: "GET", times: 9 });
    const error = await failureOf(createWith(run()));
    expect(error.message).toContain("answered 401");
    expect(sandbox.log.count("GET")).toBe(2);
    expect(renewals()).toHaveLength(2);
  });

  it("is renewed once for fifty calls that are refused for another reason than an old token", async () => {
    addUsers(50);
    const handlers = run();
    sandbox.faults.add({ kind: "status", status: 401, method: "PATCH", times: 999 });
    const failed = Array.from({ length: 50 }, (_, index) => failureOf(createWith(handlers, index)));
    for (const { message } of await Promise.all(failed)) expect(message).toContain("answered 401");
    expect(renewals()).toHaveLength(2);
    await failureOf(createWith(handlers, 0));
    expect(renewals()).toHaveLength(2);
  });

  it("is renewed as the vendor's page has it, and nothing else", async () => {
    addUsers(1);
    sandbox.bakeronline.accounts.strict = true;
    await createWith(run());
    await createWith(
      run({
        BAKERONLINE_CLIENT_ID: "of earlier days",
        BAKERONLINE_REFRESH_TOKEN: sandbox.bakeronline.accounts.newRefreshToken(),
      }),
    );
  });

  it("adds a user once although the first attempt met a token that had run out", async () => {
    sandbox.bakeronline.bakery.addCompany(companyId);
    sandbox.faults.add({ kind: "status", status: 401, system: "bakeronline", method: "POST" });
    await createWith(run());
    expect(sandbox.bakeronline.bakery.companies.get(companyId)?.size).toBe(1);
  });

  it("that is used up names the command that makes a new one, and is not shown", async () => {
    addUsers(1);
    await createWith(run());
    const error = await failureOf(createWith(run()));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error.message).toContain("The refresh token is no longer good: run `pulumi-permissions login bakeronline`.");
    expect(shown(error)).not.toContain(refreshToken);
  });

  it.each([
    ["status 500", { kind: "status", status: 500, afterEffect: true }],
    ["a reset", { kind: "reset", afterEffect: true }],
    ["half an answer", { kind: "truncate" }],
  ] as const)("is not sent twice after %s: it may be used up", async (_what, fault) => {
    addUsers(1);
    sandbox.faults.add({ ...fault, path: "/api/token" });
    const error = await failureOf(createWith(run({ BAKERONLINE_RETRIES: "2" })));
    expect(error.message).toMatch(/^Renewing the BakerOnline access token failed: /);
    expect(renewals()).toHaveLength(1);
    expect(shown(error)).not.toMatch(/sandbox-bakeronline-(refresh|access)/);
  });

  it.each([null, 0, -1, "", "soon", {}])(
    "is followed by its successor although the life of the tokens is %j",
    async (expires_in) => {
      addUsers(2);
      const { accounts } = sandbox.bakeronline;
      const successor = accounts.newRefreshToken();
      const body = { access_token: accounts.newAccessToken(), refresh_token: successor, expires_in };
      sandbox.faults.add({ kind: "status", status: 200, path: "/api/token", body });
      const handlers = run();
      await createWith(handlers, 0);
      expect(renewals()).toHaveLength(1);
      sandbox.bakeronline.bakery.advance(3_601);
      await createWith(handlers, 1);
      expect(renewals().map(({ body: sent }) => Object(sent).refresh_token)).toEqual([refreshToken, successor]);
    },
  );

  it.each([null, "", 7])("stays in use where its successor is %j", async (refresh_token) => {
    addUsers(2);
    const body = { access_token: sandbox.bakeronline.accounts.newAccessToken(), refresh_token };
    sandbox.faults.add({ kind: "status", status: 200, path: "/api/token", body });
    const handlers = run();
    await createWith(handlers, 0);
    sandbox.bakeronline.bakery.advance(3_601);
    await createWith(handlers, 1);
    expect(renewals().map(({ body: sent }) => Object(sent).refresh_token)).toEqual([refreshToken, refreshToken]);
  });

  it("is not called used up because the accounts service is out of order", async () => {
    addUsers(1);
    const handlers = run();
    sandbox.faults.add({ kind: "status", status: 500, path: "/api/token" });
    const error = await failureOf(createWith(handlers));
    expect(error.message).toContain("answered 500");
    expect(error.message).not.toContain("no longer good");
    await createWith(handlers);
    expect(renewals()).toHaveLength(2);
  });

  it("is sent again where the server refused it at the door", async () => {
    addUsers(1);
    sandbox.faults.add({ kind: "status", status: 429, retryAfter: 0, path: "/api/token" });
    await createWith(run({ BAKERONLINE_RETRIES: "1" }));
    expect(renewals()).toHaveLength(2);
  });
});

describe("no token is in an error", () => {
  it("when the accounts service repeats the refresh token", async () => {
    addUsers(1);
    const body = { message: `unknown ${refreshToken}` };
    sandbox.faults.add({ kind: "status", status: 400, path: "/api/token", body });
    const error = await failureOf(createWith(run()));
    expect(error.message).toContain("unknown [redacted]");
    expect(shown(error)).not.toContain(refreshToken);
  });

  it("when the API repeats the access token that was handed out", async () => {
    addUsers(1);
    const token = "s3cret-access-token";
    sandbox.faults.add({ kind: "status", status: 200, path: "/api/token", body: { access_token: token } });
    sandbox.faults.add({ kind: "status", status: 403, method: "GET", body: { message: `no scope: Bearer ${token}` } });
    const error = await failureOf(createWith(run()));
    expect(error.message).toContain("no scope: Bearer [redacted]");
    expect(shown(error)).not.toContain(token);
  });

  it.each([
    ["no token", { token_type: "Bearer", refresh_token: "s3cret-next" }],
    ["an empty one", { access_token: "", refresh_token: "s3cret-next" }],
  ])("when the accounts service answers with %s", async (_what, body) => {
    addUsers(1);
    sandbox.faults.add({ kind: "status", status: 200, path: "/api/token", body });
    const error = await failureOf(createWith(run()));
    expect(error).toBeInstanceOf(UnexpectedAnswerError);
    expect(shown(error)).not.toContain("s3cret");
  });
});

it("tokens go to the accounts service and to the API, each to its own address", async () => {
  addUsers(1);
  await createWith(run());
  const of = (system: string) => sandbox.log.requests.filter((request) => request.system === system);
  expect(of("bakeronline-accounts").map(({ path }) => path)).toEqual(["/api/token"]);
  for (const { body } of of("bakeronline")) expect(JSON.stringify(body ?? null)).not.toContain("refresh");
});

it.each([
  ["nothing", {}],
  ["no refresh token", { BAKERONLINE_CLIENT_ID: "c", BAKERONLINE_DEVICE_ID: "d" }],
])("a connection with %s says what it takes, and the command that makes it", async (_what, settings) => {
  const handlers = defineHandlers(definition, contextFor(settings));
  const error = await failureOf(createWith(handlers));
  expect(error).toBeInstanceOf(ConfigurationError);
  expect(error.message).toContain("bakeronline:accessToken (BAKERONLINE_ACCESS_TOKEN), or refreshToken (or tokenFile)");
  expect(error.message).toContain("`pulumi-permissions login bakeronline`");
  expect(shown(error)).not.toContain("s3cret");
});
