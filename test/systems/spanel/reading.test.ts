import type { Properties } from "../../../provider/arguments/arguments.js";
import { defineHandlers, type Handlers } from "../../../provider/lifecycle/lifecycle.js";
import { definition } from "../../../provider/systems/spanel/definition.js";
import { type Sandbox, type SpanelServer, startSandbox } from "../../../sandbox/index.js";
import type { Pages } from "../../../sandbox/spanel/SpanelServer.js";
import { contextFor } from "../../support/contextFor.js";

let sandbox: Sandbox;
let server: SpanelServer;
let subusers: Map<string, Pages>;
let context: ReturnType<typeof contextFor>;
let handlers: Handlers;
beforeEach(async () => {
  sandbox = await startSandbox();
  server = sandbox.spanel.server;
  subusers = server.addAccount("shop", {}).subusers;
  nextRun();
});
afterEach(() => sandbox.close());

const nextRun = () => {
  context = contextFor({ ...sandbox.spanel.env, SPANEL_RETRIES: "0" });
  handlers = defineHandlers(definition, context);
};
const editor = { kind: "subuser", accountUser: "shop", username: "editor" };
const checked = (permissions: unknown, args: Properties = editor) => handlers.check({ ...args, permissions }).inputs;
/** A sub-user with these pages, as a program that asks for `permissions` reads it. */
async function read(permissions: unknown, found: Pages) {
  subusers.set("editor", { email: ["forwarders"] });
  const { outputs } = await handlers.create(checked(permissions));
  subusers.set("editor", found);
  nextRun();
  return { outputs, live: (await handlers.read(outputs))?.outputs ?? {} };
}
const asked = (call: string) => sandbox.log.requests.filter((request) => request.call === call);

describe.each(["list", "numbered"] as const)("where PHP arrays come as a %s", (shape) => {
  it.each<[string, unknown, Pages]>([
    ["pages", { domain: ["domains", "redirects"] }, { domain: ["redirects", "domains"] }],
    ["whole categories", { email: "all", file: ["backups"] }, { file: ["backups"], email: "all" }],
    ["everything", "all", "all"],
  ])("%s are read back without drift", async (_what, permissions, found) => {
    server.arrayShape = shape;
    const { outputs, live } = await read(permissions, found);
    expect(live).toEqual(outputs);
    expect(context.notices).toEqual([]);
  });

  it("a sub-user without any page is read as one", async () => {
    server.arrayShape = shape;
    const { live } = await read({ email: ["accounts"] }, {});
    expect(live).toMatchObject({ permissions: {} });
    expect(context.notices.join()).toContain("has drifted: lost email/accounts");
  });

  it("full root that somebody gave is drift", async () => {
    server.arrayShape = shape;
    const { live } = await read({ email: ["accounts"] }, "all");
    expect(live).toMatchObject({ permissions: "all" });
    expect(context.notices.join()).toMatch(/has drifted: gained full root access \(\*\)/);
    await handlers.update(live, checked({ email: ["accounts"] }));
    expect(subusers.get("editor")).toEqual({ email: ["accounts"] });
  });
});

describe("every page of a category", () => {
  const every = ["autoresponders", "accounts", "forwarders"];

  it.each<[string, unknown, Pages]>([
    ["asked for as all and found as a list", { email: "all" }, { email: every }],
    ["asked for as a list and found as all", { email: every }, { email: "all" }],
  ])("is the same %s", async (_what, permissions, found) => {
    const { outputs, live } = await read(permissions, found);
    expect(live).toEqual(outputs);
    expect(handlers.diff(live, checked(permissions)).changes).toBe(false);
  });

  it.each<[string, unknown, Pages, string]>([
    [
      "all but one page",
      { email: "all" },
      { email: ["accounts", "forwarders"] },
      "gained email/accounts, email/forwarders; lost email/*",
    ],
    ["more than was listed", { email: ["accounts"] }, { email: "all" }, "gained email/*"],
  ])("is not %s: that is drift", async (_what, permissions, found, words) => {
    const { live } = await read(permissions, found);
    expect(context.notices.join()).toContain(words);
    await handlers.update(live, checked(permissions));
    expect(server.grantsOf(subusers.get("editor"))).toEqual(server.grantsOf(Object(permissions)));
  });

  it.each<[string, unknown, Pages, string]>([
    ["all of it for the pages that are listed", { email: ["accounts"] }, { email: "all" }, "gained email/*"],
    [
      "some pages for all that was asked for",
      { email: "all" },
      { email: ["accounts"] },
      "gained email/accounts; lost email/*",
    ],
  ])(
    "is not known where the server does not list its pages, and nobody takes %s",
    async (_what, permissions, found, words) => {
      server.refused.add("accounts/listuserpermissions");
      const { live } = await read(permissions, found);
      expect(context.notices.join()).toContain(words);
      await handlers.update(live, checked(permissions));
      expect(server.grantsOf(subusers.get("editor"))).toEqual(server.grantsOf(Object(permissions)));
    },
  );

  it("that came back page by page, after it was found gone, is what the program asked for", async () => {
    const { outputs, live } = await read({ email: "all" }, {});
    expect(live).toMatchObject({ permissions: {} });
    subusers.set("editor", { email: every });
    nextRun();
    expect((await handlers.read(live))?.outputs).toEqual(outputs);
    expect(context.notices).toEqual([]);
  });

  it("stands in the baseline as it was found, and not in the words of the program", async () => {
    subusers.set("editor", { email: every });
    const { outputs } = await handlers.create(checked({ email: "all" }));
    expect(outputs.baseline).toEqual(every.map((page) => `email/${page}`).sort());
  });

  it("needs no catalogue where nothing can be the same", async () => {
    await read({ email: ["accounts"] }, { email: ["accounts"], domain: "all" });
    expect(asked("accounts/listuserpermissions")).toHaveLength(1); // for the write
  });
});

it("one list serves fifty reads at once", async () => {
  const names = Array.from({ length: 50 }, (_, index) => `user${index}`);
  const made = [];
  for (const username of names) {
    subusers.set(username, { email: ["accounts"] });
    made.push(handlers.create(checked({ email: ["accounts"] }, { ...editor, username })));
  }
  const states = await Promise.all(made);
  expect(asked("user/listsubusers")).toHaveLength(1);
  nextRun();
  sandbox.log.clear();
  const live = await Promise.all(states.map(({ outputs }) => handlers.read(outputs)));
  expect(live.map((one) => one?.id)).toEqual(names.map((name) => `subuser/shop/${name}`));
  expect(sandbox.log.requests).toMatchObject([{ call: "user/listsubusers", body: { accountuser: "shop" } }]);
});

it("sub-users of different accounts, and administrators, are read from lists of their own", async () => {
  server.addAccount("other", {}).subusers.set("editor", { file: "all" });
  subusers.set("editor", { email: "all" });
  server.admins.set("editor", { server: "all" });
  const [first, second, admin] = await Promise.all([
    handlers.create(checked({ email: "all" })),
    handlers.create(checked({ file: "all" }, { ...editor, accountUser: "other" })),
    handlers.create(checked({ server: "all" }, { kind: "admin", username: "editor" })),
  ]);
  expect([first.id, second.id, admin.id]).toEqual(["subuser/shop/editor", "subuser/other/editor", "admin/editor"]);
  expect(sandbox.log.writes()).toEqual([]);
});

it("a user is found by the exact name only", async () => {
  subusers.set("editor2", { email: "all" }).set("Editor", { email: "all" }).set("my editor", { email: "all" });
  await expect(handlers.create(checked({ email: "all" }))).rejects.toThrow(
    "SPanel subuser shop/editor does not exist. Create it in SPanel first",
  );
  expect(sandbox.log.writes()).toEqual([]);
});

describe("an account", () => {
  const account = { username: "shop" };

  it("is known to exist, and never said to be in sync", async () => {
    const { outputs } = await handlers.create(checked({ email: "all" }, account));
    expect(outputs).toMatchObject({ baseline: null });
    nextRun();
    expect((await handlers.read(outputs))?.outputs).toEqual(outputs);
    expect(context.notices).toEqual([expect.stringMatching(/: not read, so not compared: SPanel has no call/)]);
  });

  it("whose name is only part of another one does not exist", async () => {
    server.addAccount("sho", {});
    server.accounts.delete("shop");
    await expect(handlers.create(checked({ email: "all" }, account))).rejects.toThrow(
      "SPanel account shop does not exist",
    );
  });

  it.each([
    ["says no", () => void server.refused.add("accounts/listaccounts")],
    [
      "says no with status 403",
      () => sandbox.faults.add({ kind: "status", status: 403, call: "accounts/listaccounts" }),
    ],
  ])("is not gone where the server %s to the list of accounts", async (_what, refuse) => {
    const { outputs } = await handlers.create(checked({ email: "all" }, account));
    nextRun();
    refuse();
    expect((await handlers.read(outputs))?.outputs).toEqual(outputs);
    expect(context.notices.at(-1)).toMatch(/: not read, so not compared/);
  });

  it("can be written where the accounts cannot be listed", async () => {
    server.refused.add("accounts/listaccounts");
    await handlers.create(checked({ file: ["backups"] }, account));
    expect(server.accounts.get("shop")?.pages).toEqual({ file: ["backups"] });
  });
});

it("a page that the server does not take is an error that names it", async () => {
  subusers.set("editor", {});
  server.stubborn.add("domain/redirects");
  await expect(handlers.create(checked({ domain: ["domains", "redirects"] }))).rejects.toThrow(
    "not granted: domain/redirects",
  );
});
