import { defineHandlers } from "../../../provider/lifecycle/lifecycle.js";
import { definition } from "../../../provider/systems/spanel/definition.js";
import {
  SpanelUserPrivileges,
  type SpanelUserPrivilegesArgs,
} from "../../../provider/systems/spanel/SpanelUserPrivileges.js";
import type { Sandbox } from "../../../sandbox/index.js";
import type { Pages } from "../../../sandbox/spanel/SpanelServer.js";
import type { Args, SystemCase } from "./SystemCase.js";

/** Where the pages of a subject are kept in the sandbox. */
interface Place {
  readonly read: (sandbox: Sandbox) => Pages | undefined;
  readonly write: (sandbox: Sandbox, pages: Pages) => void;
  readonly remove: (sandbox: Sandbox) => void;
  readonly empty?: (sandbox: Sandbox) => void;
}

const wrong = {
  args: {
    kind: "user",
    username: "",
    permissions: { email: [], domain: ["all"], file: "some" },
    onDelete: "revoke",
    reassertAfter: "soon",
  },
  paths: ["kind", "username", "permissions.domain[0]", "permissions.file", "onDelete", "reassertAfter"],
};

function spanelCase(
  name: string,
  identity: Pick<SpanelUserPrivilegesArgs, "kind" | "username" | "accountUser">,
  place: Place,
  rest: Pick<SystemCase, "id" | "readable" | "restoring">,
  [first, second, third]: readonly [string, string, string],
  pages: readonly [string, string],
  others: readonly Args[],
): SystemCase {
  const args = {
    ...identity,
    permissions: { [first]: "all", [second]: [...pages] },
  } satisfies SpanelUserPrivilegesArgs;
  const twice = [...pages, ...pages].reverse();
  return {
    name,
    path: "spanel/SpanelUserPrivileges",
    handlers: (context) => defineHandlers(definition, context),
    declare: (resource, given, opts) => new SpanelUserPrivileges(resource, { ...args, ...given }, opts),
    setUp: (sandbox) => place.write(sandbox, { [second]: [pages[0]] }),
    env: ({ spanel }) => spanel.env,
    args,
    sameArgs: { ...identity, permissions: { [second]: twice, [first]: "all" }, unlisted: "revoke", onDelete: "keep" },
    changedArgs: { ...args, permissions: { [second]: [pages[1]], [third]: "all" } },
    wrong,
    ...rest,
    otherSubjects: [{ username: "other" }, ...others, { connection: "second" }],
    showsExistence: true,
    restored: [`${second}/${pages[0]}`],
    before: [`${second}/${pages[0]}`],
    granted: [`${first}/*`, ...pages.map((page) => `${second}/${page}`)].sort(),
    changed: [`${second}/${pages[1]}`, `${third}/*`].sort(),
    live: ({ spanel, ...sandbox }) => spanel.server.grantsOf(place.read({ spanel, ...sandbox })),
    drift: {
      make: (sandbox) => place.write(sandbox, { [second]: [...pages], [third]: "all" }),
      gained: [`${third}/*`],
      lost: [`${first}/*`],
    },
    remove: place.remove,
    empty: place.empty,
  };
}

const hosting = [
  ["email", "domain", "mysql"],
  ["domains", "redirects"],
] as const;

export const spanelSubuser = spanelCase(
  "SpanelUserPrivileges subuser",
  { kind: "subuser", accountUser: "shop", username: "editor" },
  {
    read: ({ spanel }) => spanel.server.accounts.get("shop")?.subusers.get("editor"),
    write: ({ spanel }, pages) => {
      const account = spanel.server.accounts.get("shop") ?? spanel.server.addAccount("shop");
      account.subusers.set("editor", pages);
    },
    remove: ({ spanel }) => void spanel.server.accounts.get("shop")?.subusers.delete("editor"),
  },
  { id: "subuser/shop/editor", readable: true, restoring: { onDelete: "restore" } },
  ...hosting,
  [{ accountUser: "other" }, { kind: "admin", accountUser: undefined }],
);

export const spanelAdmin = spanelCase(
  "SpanelUserPrivileges admin",
  { kind: "admin", username: "admin@example.com" },
  {
    read: ({ spanel }) => spanel.server.admins.get("admin@example.com"),
    write: ({ spanel }, pages) => void spanel.server.admins.set("admin@example.com", pages),
    remove: ({ spanel }) => {
      spanel.server.admins.set("owner@example.com", "all");
      spanel.server.admins.delete("admin@example.com");
    },
    empty: ({ spanel }) => void spanel.server.admins.clear(),
  },
  { id: "admin/admin@example.com", readable: true, restoring: { onDelete: "restore" } },
  ["server", "accounts", "backups"],
  ["create", "list"],
  [{ kind: "account" }],
);

export const spanelAccount = spanelCase(
  "SpanelUserPrivileges account",
  { username: "spanelio_testuser" },
  {
    read: ({ spanel }) => spanel.server.accounts.get("spanelio_testuser")?.pages,
    write: ({ spanel }, pages) => void spanel.server.addAccount("spanelio_testuser", pages),
    remove: ({ spanel }) => {
      spanel.server.addAccount("other");
      spanel.server.accounts.delete("spanelio_testuser");
    },
    empty: ({ spanel }) => void spanel.server.accounts.clear(),
  },
  {
    id: "account/spanelio_testuser",
    readable: false,
    restoring: { onDelete: "restore", restoreTo: { domain: ["domains"] } },
  },
  ...hosting,
  [{ kind: "admin" }],
);
