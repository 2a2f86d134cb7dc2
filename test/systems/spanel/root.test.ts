import fc from "fast-check";
import type { Properties } from "../../../provider/arguments/arguments.js";
import { defineHandlers } from "../../../provider/lifecycle/lifecycle.js";
import { definition } from "../../../provider/systems/spanel/definition.js";
import { type Sandbox, startSandbox } from "../../../sandbox/index.js";
import { contextFor } from "../../support/contextFor.js";

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
  // With a catalogue most nonsense would end there; the point is what happens without.
  sandbox.spanel.server.refused.add("accounts/listuserpermissions").add("admin/listadminuserpermissions");
});
afterEach(() => sandbox.close());

const subjects = {
  account: { kind: "account", username: "shop" },
  subuser: { kind: "subuser", accountUser: "shop", username: "editor" },
  admin: { kind: "admin", username: "root@example.com" },
};

const page = fc.constantFrom("accounts", "domains", "redirects", "", "all", "*", " domains", null, 5);
const pages = fc.oneof(
  fc.constantFrom("all", "ALL", undefined, null, "", [], {}, ["all"], [""], ["domains", "domains"], [[]], true, 0),
  fc.array(page, { maxLength: 4 }),
  fc.anything(),
);
const category = fc.oneof(
  fc.constantFrom("email", "domain", "server", "all", "*", "", "0", "a]", "__proto__", "em\0ail", "permissions"),
  fc.string({ unit: "binary-ascii", maxLength: 4 }),
  fc.string({ unit: "binary", maxLength: 3 }),
);
const anything = fc.oneof(
  fc.constantFrom("all", "ALL", " all", "", undefined, null, {}, [], ["all"], { all: "all" }, { email: [] }, true, 0),
  fc.dictionary(category, pages, { maxKeys: 3 }),
  fc.dictionary(fc.constantFrom("email", "domain", "server"), fc.constantFrom("all", [], ["domains"]), { maxKeys: 2 }),
  fc.anything(),
);
const given = fc.record({
  kind: fc.constantFrom("account", "subuser", "admin"),
  permissions: anything,
  // Mostly left out: what is refused for it would hide what happens to the rest.
  restoreTo: fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: anything }),
  unlisted: fc.constantFrom("revoke", "keep", undefined),
  onDelete: fc.constantFrom("revoke", "restore", "keep", undefined),
});

/** The state that a call leaves, also where it failed halfway. */
async function stateAfter(running: Promise<{ outputs: Properties }>, before?: Properties) {
  try {
    return (await running).outputs;
  } catch (error) {
    const state: unknown = Reflect.get(Object(error), "state");
    return typeof state === "object" && state !== null ? { ...state } : before;
  }
}

test("whatever a program says, no body leaves without permissions, and root only when it says exactly that", async () => {
  const { server } = sandbox.spanel;
  let sent = 0;
  await fc.assert(
    fc.asyncProperty(given, async ({ kind, ...args }) => {
      server.addAccount("shop", { email: "all" }).subusers.set("editor", { domain: ["domains"] });
      server.admins.set("root@example.com", { server: ["status"] });
      sandbox.log.clear();
      const handlers = defineHandlers(definition, contextFor(sandbox.spanel.env));
      const subject = subjects[kind];
      const sound = { ...subject, permissions: { email: "all", server: "all" } };
      const wanted = handlers.check({ ...subject, ...args }).inputs;

      const made = await stateAfter(handlers.create(wanted));
      if (made) await handlers.delete(made).catch(() => undefined);
      const prior = await stateAfter(handlers.create(handlers.check(sound).inputs));
      const changed = prior && (await stateAfter(handlers.update(prior, wanted), prior));
      if (changed) await handlers.delete(changed).catch(() => undefined);

      const askedForRoot = args.permissions === "all" || args.restoreTo === "all";
      for (const { body } of sandbox.log.writes()) {
        sent += 1;
        const permissions: unknown = Object(body).permissions;
        expect(permissions).toBeTruthy();
        expect(Object.keys(Object(permissions))).not.toEqual([]);
        if (permissions === "all") expect(askedForRoot).toBe(true);
      }
      expect(server.incidents).toEqual([]);
    }),
    { numRuns: 250 },
  );
  expect(sent).toBeGreaterThan(150);
}, 120_000);

test.each([
  ["missing", undefined, "permissions is required: write pages by category"],
  ["null", null, "permissions is required: write pages by category"],
  ["an empty text", "", 'permissions must be pages by category, such as { email: "all"'],
  ["empty", {}, "permissions is empty"],
  ["a list", ["all"], "permissions must be pages by category"],
])(
  "permissions that are %s are refused before any request, because SPanel would read root",
  async (_what, permissions, words) => {
    sandbox.spanel.server.addAccount("shop", {});
    const handlers = defineHandlers(definition, contextFor(sandbox.spanel.env));
    const { failures, inputs } = handlers.check({ username: "shop", permissions });
    const text = failures.map(({ property, reason }) => `${property} ${reason}`).join("; ");
    expect(text).toContain(words);
    expect(text).toMatch(/full root access/);
    await expect(handlers.create(inputs)).rejects.toThrow(words);
    expect(sandbox.log.requests).toEqual([]);
  },
);

test.each([
  ["an empty list", { email: [], domain: ["domains"] }, "permissions.email", "has no page: an empty list vanishes"],
  ["null", { email: null }, "permissions.email", "SPanel reads a missing or empty set as full root access"],
  ["an empty text", { email: "" }, "permissions.email", 'must be "all" or a list of pages'],
  ["a list of nothing", { email: ["", ""] }, "permissions.email[0]", "must be the name of a page"],
  ["the word all in a list", { email: ["all"] }, "permissions.email[0]", 'write "all" without brackets'],
  ["a star", { email: ["*"] }, "permissions.email[0]", 'write "all" without brackets'],
])("a category with %s is refused by its path", (_what, permissions, property, words) => {
  const handlers = defineHandlers(definition, contextFor(sandbox.spanel.env));
  const { failures } = handlers.check({ username: "shop", permissions });
  expect(failures).toContainEqual({ property, reason: expect.stringContaining(words) });
});

test.each(["em\0ail", "em\nail", "\ud800", "a]", "a[b", "a/b", "*", "", " email"])(
  "a category that a form cannot carry is refused: %j",
  (name) => {
    const handlers = defineHandlers(definition, contextFor(sandbox.spanel.env));
    const { failures } = handlers.check({ username: "shop", permissions: { [name]: "all" } });
    expect(failures.map(({ reason }) => reason)).toEqual([expect.stringContaining("is not the name of a category")]);
  },
);

test.each(["ALL", " all", "all ", "*", "root", true, 1, ["all"], [["all"]]])(
  "what only looks like the word all is refused: %j",
  async (permissions) => {
    sandbox.spanel.server.addAccount("shop", {});
    const handlers = defineHandlers(definition, contextFor(sandbox.spanel.env));
    for (const args of [{ permissions }, { permissions: "all", onDelete: "restore", restoreTo: permissions }]) {
      const { failures, inputs } = handlers.check({ username: "shop", ...args });
      expect(failures).not.toEqual([]);
      await expect(handlers.create(inputs)).rejects.toThrow(/^SpanelUserPrivileges: /);
    }
    expect(sandbox.log.requests).toEqual([]);
  },
);

test("full root is written for the word all, and for nothing less", async () => {
  sandbox.spanel.server.addAccount("shop", {});
  const handlers = defineHandlers(definition, contextFor(sandbox.spanel.env));
  await handlers.create(handlers.check({ username: "shop", permissions: "all" }).inputs);
  expect(sandbox.spanel.server.accounts.get("shop")?.pages).toBe("all");
  expect(sandbox.log.writes()).toMatchObject([{ body: { permissions: "all", username: "shop" } }]);
  expect(sandbox.spanel.server.incidents).toEqual([]);
});
