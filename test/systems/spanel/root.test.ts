import { defineHandlers } from "../../../provider/lifecycle/lifecycle.js";
import { definition } from "../../../provider/systems/spanel/definition.js";
import { type Sandbox, startSandbox } from "../../../sandbox/index.js";
import { contextFor } from "../../support/contextFor.js";

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.close());

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
