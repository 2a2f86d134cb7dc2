import type { PhpArray, PhpValue } from "./phpForm.js";
import type { Pages, SpanelServer } from "./SpanelServer.js";

/** What api.php answers with: always status 200. */
export type Reply =
  | { readonly result: "success"; readonly data: unknown }
  | { readonly result: "error"; readonly message: string | string[] }
  | { readonly data: unknown };

const saved = (msg: string): Reply => ({ result: "success", data: { msg } });
const refusal = (message: string | string[]): Reply => ({ result: "error", message });

/** Carries out one call. Source: SPanel API functions, one page for each action. */
export function perform(server: SpanelServer, form: PhpArray): Reply {
  const action = text(form.get("action"));
  if (server.refused.has(action)) return refusal(`Access to ${action} denied`);
  const accountUser = text(form.get("accountuser"));
  switch (action) {
    case "toolbox/apicheck":
      return saved("API access confirmed.");
    case "accounts/listuserpermissions":
    case "user/listuserpermissions":
      return { result: "success", data: listed(server.catalogue) };
    case "admin/listadminuserpermissions":
      return { result: "success", data: listed(server.adminCatalogue) };
    case "accounts/listaccounts":
      // The vendor's sample of this list has no `result`, and numbers are strings.
      return { data: [...server.accounts.keys()].map((user) => ({ user, domain: `${user}.example`, suspended: "0" })) };
    case "user/listsubusers": {
      const account = server.accounts.get(accountUser);
      return account
        ? { result: "success", data: rows(server, account.subusers) }
        : refusal([`No such account: ${accountUser}`]);
    }
    case "admin/listadminusers":
      return { result: "success", data: rows(server, server.admins) };
    case "accounts/editprivileges":
    case "user/editprivileges": {
      const account = server.accounts.get(text(form.get("username")));
      return account
        ? edit(server, form, server.catalogue, account.pages, (pages) => {
            account.pages = pages;
          })
        : refusal("User does not exist");
    }
    case "user/editsubuserprivileges":
      return editIn(server, form, server.accounts.get(accountUser)?.subusers, server.catalogue);
    case "admin/updateadminpermissions":
      return editIn(server, form, server.admins, server.adminCatalogue);
    default:
      return refusal(`Unknown action ${action}`);
  }
}

function editIn(
  server: SpanelServer,
  form: PhpArray,
  users: Map<string, Pages> | undefined,
  catalogue: Record<string, string[]>,
): Reply {
  const username = text(form.get("username"));
  const before = users?.get(username);
  return users === undefined || before === undefined
    ? refusal(["User does not exist"])
    : edit(server, form, catalogue, before, (pages) => users.set(username, pages));
}

function edit(
  server: SpanelServer,
  form: PhpArray,
  catalogue: Record<string, string[]>,
  before: Pages,
  set: (pages: Pages) => void,
): Reply {
  const store = (pages: Pages) => set(settled(server, before, pages));
  const sent = form.get("permissions");
  const username = text(form.get("username"));
  const action = text(form.get("action"));
  if (sent === undefined || sent === "" || (sent instanceof Map && sent.size === 0)) {
    server.incidents.push({ action, username, what: "permissions omitted or empty: full root access" });
    store("all");
    return saved("Successfully updated account Features Access.");
  }
  if (sent === "all") {
    store("all");
    return saved("Successfully updated account Features Access.");
  }
  const unknown =
    sent instanceof Map ? [...sent.keys()].find((category) => catalogue[category] === undefined) : String(sent);
  if (unknown !== undefined || !(sent instanceof Map)) return refusal(`Invalid permission ${unknown}`);
  const pages: Record<string, "all" | string[]> = {};
  for (const [category, value] of sent) {
    if (value === "all") pages[category] = "all";
    else if (value instanceof Map) {
      pages[category] = [...value.values()].map(text).filter((page) => catalogue[category]?.includes(page));
    } else return refusal(`Invalid pages for ${category}`);
  }
  store(pages);
  return saved("Successfully updated account Features Access.");
}

/** What a write leaves behind where some grants are stubborn: these are as they were before it. */
function settled(server: SpanelServer, before: Pages, written: Pages): Pages {
  const { stubborn } = server;
  if (stubborn.has("*") && (before === "all") !== (written === "all")) return before;
  if (stubborn.size === 0 || written === "all") return written;
  const grants = [
    ...server.grantsOf(written).filter((grant) => !stubborn.has(grant)),
    ...server.grantsOf(before).filter((grant) => stubborn.has(grant)),
  ];
  const pages: Record<string, "all" | string[]> = {};
  for (const grant of grants) {
    const [category = "", page = ""] = grant.split("/");
    const others = pages[category] ?? [];
    pages[category] = page === "*" || others === "all" ? "all" : [...others, page];
  }
  return pages;
}

function listed(catalogue: Record<string, string[]>): object {
  return Object.fromEntries(Object.entries(catalogue).map(([category, pages]) => [category, { category, pages }]));
}

function rows(server: SpanelServer, users: ReadonlyMap<string, Pages>): unknown {
  const list = [...users].map(([user, pages]) => ({
    user,
    permissions: pages === "all" ? "all" : shaped(server, pages),
    currentuser: user === server.currentUser,
    twofactor: false,
  }));
  return inShape(server, list);
}

function shaped(server: SpanelServer, pages: Record<string, "all" | string[]>): unknown {
  const entries = Object.entries(pages).map(([category, list]) => [
    category,
    list === "all" ? list : inShape(server, list),
  ]);
  // An empty PHP array has no keys to tell a map by.
  return entries.length === 0 ? [] : Object.fromEntries(entries);
}

function inShape(server: SpanelServer, list: readonly unknown[]): unknown {
  return server.arrayShape === "list" ? list : { ...list };
}

function text(value: PhpValue | undefined): string {
  return typeof value === "string" ? value : "";
}
