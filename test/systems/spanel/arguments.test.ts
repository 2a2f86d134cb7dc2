import type { Properties } from "../../../provider/arguments/arguments.js";
import { defineHandlers } from "../../../provider/lifecycle/lifecycle.js";
import { definition } from "../../../provider/systems/spanel/definition.js";
import { contextFor } from "../../support/contextFor.js";

const context = contextFor({});
const handlers = defineHandlers(definition, context);
const permissions = { email: "all" };
const failures = (args: Properties) =>
  handlers.check({ permissions, ...args }).failures.map(({ property, reason }) => `${property} ${reason}`);

test.each([
  ["a sub-user without an account", { kind: "subuser", username: "u" }, 'accountUser is required with kind "subuser"'],
  [
    "an account below another",
    { username: "u", accountUser: "a" },
    'accountUser belongs to kind "subuser" only, not to "account"',
  ],
  [
    "an administrator below an account",
    { kind: "admin", username: "u", accountUser: "a" },
    'not to "admin": leave it out',
  ],
  ["keeping what cannot be read", { username: "u", unlisted: "keep" }, 'unlisted cannot be "keep" with kind "account"'],
  [
    "revoking everything on destroy",
    { username: "u", onDelete: "revoke" },
    'onDelete cannot be "revoke": SPanel reads a missing or empty set as full root access; write "keep", or "restore" with restoreTo',
  ],
  [
    "restoring what cannot be read",
    { username: "u", onDelete: "restore" },
    'restoreTo is required with onDelete "restore" and kind "account"',
  ],
  [
    "an empty restoreTo",
    { username: "u", onDelete: "restore", restoreTo: {} },
    "restoreTo is empty, and SPanel reads a missing or empty set as full root access",
  ],
  [
    "an empty category in restoreTo",
    { username: "u", onDelete: "restore", restoreTo: { email: [] } },
    "restoreTo.email has no page",
  ],
  ["an unknown kind", { kind: "root", username: "u" }, 'kind must be "account" or "subuser" or "admin", not "root"'],
  [
    "a misspelt argument",
    { username: "u", permission: "all" },
    'permission is not an argument of this resource; did you mean "permissions"?',
  ],
])("%s is refused at preview", (_what, args, words) => {
  expect(failures(args)).toEqual([expect.stringContaining(words)]);
});

test.each([
  ["a sub-user", { kind: "subuser", accountUser: "a", username: "u", unlisted: "keep", onDelete: "restore" }],
  ["an administrator", { kind: "admin", username: "u", unlisted: "keep", onDelete: "restore" }],
  ["an account with restoreTo", { username: "u", onDelete: "restore", restoreTo: "all" }],
])("%s passes", (_what, args) => {
  expect(failures(args)).toEqual([]);
});

test("defaults are filled in, and pages come out sorted, each once", () => {
  const { inputs } = handlers.check({ username: "u", permissions: { file: ["b", "a", "b"], domain: "all" } });
  expect(inputs).toEqual({
    connection: "default",
    kind: "account",
    username: "u",
    permissions: { domain: "all", file: ["a", "b"] },
    unlisted: "revoke",
    onDelete: "keep",
  });
});

test("a page that is not known yet passes, and an empty category beside it is found later", () => {
  const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
  expect(failures({ username: unknown, permissions: { email: [unknown], domain: unknown } })).toEqual([]);
});

test("the preview of a new resource says that everything else goes", () => {
  handlers.check({ username: "u", permissions: "all" });
  expect(context.notices.at(-1)).toBe(
    "SPanel account u: is to have full root access (*); whatever else it has is revoked",
  );
});

test.each([
  ["kind", { kind: "admin" }],
  ["username", { username: "v" }],
  ["connection", { connection: "web2" }],
])("another %s is another subject: the resource is replaced", (key, change) => {
  const args = { kind: "account", username: "u", permissions };
  const record = { version: 1, declared: ["email/*"], writtenAt: "2026-01-01T00:00:00.000Z", verified: true };
  const olds = { ...handlers.check(args).inputs, baseline: null, __state: record };
  expect(handlers.diff(olds, { ...args, ...change })).toMatchObject({ changes: true, replaces: [key] });
  expect(handlers.diff(olds, args)).toMatchObject({ changes: false, replaces: [] });
});
