import { z } from "zod";
import { json } from "../answers.js";
import { bearerToken } from "../bearer.js";
import { EmulatedServer } from "../EmulatedServer.js";
import type { SentAnswer } from "../faults.js";
import type { SandboxCore } from "../SandboxCore.js";
import { VmsInstall, type VmsUser } from "./VmsInstall.js";

/** The emulated VMS: its Billing API and its Admin API. */
export interface VmsSandbox {
  /** The host's root. */
  readonly url: string;
  /** Bearer token of the Billing API, wanted only with `install.wantsToken`. */
  readonly token: string;
  /** Login of the administrator. */
  readonly adminLogin: string;
  /** Password of the administrator. */
  readonly adminPassword: string;
  /** What it holds. */
  readonly install: VmsInstall;
  /** Environment variables that point the package at it. */
  readonly env: Readonly<Record<string, string>>;
  /** Ends every token that the Admin API handed out. */
  expireTokens(): void;
  /** Stops the server. */
  close(): Promise<void>;
}

const names = z.array(z.string()).optional();
const manageSchema = z.looseObject({ login: z.string(), permissions_to_attach: names, permissions_to_detach: names });
const lists = ["permissions_to_attach", "permissions_to_detach"] as const;
const clients = ["ios-cctv", "android-cctv", "thick-legal", "web"];
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether a body of the Billing API says who, and nothing else. */
function changesNothing(body: unknown): boolean {
  const known = manageSchema.safeParse(body);
  return known.success && Object.values({ ...known.data, login: [] }).every((part) => Array.isArray(part) && !part[0]);
}

const querySchema = z.object({
  page: z.coerce.number().int().min(1).default(1),
  per_page: z.coerce.number().int().min(1).max(100).default(25),
  search: z.string().default(""),
});

/** Emulates an aipix VMS install: the Billing API, and of the Admin API what shows users. */
export async function startVms(core: SandboxCore, port: number): Promise<VmsSandbox> {
  const install = new VmsInstall();
  const token = `sandbox-vms-${crypto.randomUUID()}`;
  const adminLogin = "admin@example.com";
  const adminPassword = `sandbox-vms-${crypto.randomUUID()}`;
  const accessTokens = new Set<string>();
  const api = new EmulatedServer("vms", core, {
    describe: ({ body, method, url }) => ({
      body,
      call: "",
      reads: method === "GET" || url.endsWith("/auth/token") || changesNothing(body),
    }),
  });
  api.guard(({ url, headers }) => {
    if (!install.wantsClientHeaders || !url.startsWith("/api/admin/")) return undefined;
    const isSent = clients.includes(String(headers["x-client"])) && uuid.test(String(headers["x-uuid"]));
    return isSent ? undefined : json(400, { message: "The headers X-Client and X-UUID are required." });
  });

  api.route("PATCH", "/api/v1/billing/user/manage", (request) => {
    if (install.wantsToken && request.headers.authorization !== `Bearer ${token}`) return unauthenticated();
    if (!install.admitsAddress) return json(403, { message: "Forbidden." });
    const body = manageSchema.safeParse(request.body);
    if (!body.success) return invalid({ login: ["The login field is required."] });
    const user = install.users.get(body.data.login);
    const missing = install.wantsPassword ? ["password", "status"].filter((field) => !(field in body.data)) : [];
    const errors = lists.flatMap((list) =>
      (body.data[list] ?? []).flatMap((name, index) =>
        install.known.has(name) ? [] : [install.errors === "item" ? `${list}.${index}` : list],
      ),
    );
    // As Laravel does it: every field is judged, also beside one that is wrong.
    if (user === undefined || missing.length + errors.length > 0) {
      const wrong = [...(user === undefined ? ["login"] : []), ...errors];
      return invalid({
        ...Object.fromEntries(wrong.map((key) => [key, [`The selected ${key} is invalid.`]])),
        ...Object.fromEntries(missing.map((key) => [key, [`The ${key} field is required.`]])),
      });
    }
    const takes = (name: string) => !install.stubborn.has(name);
    for (const name of (body.data.permissions_to_attach ?? []).filter(takes)) user.permissions.add(name);
    for (const name of (body.data.permissions_to_detach ?? []).filter(takes)) user.permissions.delete(name);
    return json(200, billingView(user));
  });

  api.route("POST", "/api/admin/v1/auth/token", (request) => {
    const given = z
      .looseObject({ login: z.literal(adminLogin), password: z.literal(adminPassword) })
      .safeParse(request.body);
    if (!given.success) return unauthenticated();
    const access = `sandbox-vms-access-${crypto.randomUUID()}`;
    accessTokens.add(access);
    const expires_at = new Date(Date.now() + 3_600_000).toISOString();
    return json(200, { access_token: access, token_type: "bearer", expires_at });
  });
  api.route("GET", "/api/admin/v1/users", (request) => {
    if (!isAdmin(request.headers.authorization)) return unauthenticated();
    const query = querySchema.safeParse(request.query);
    if (!query.success) return invalid(z.flattenError(query.error).fieldErrors);
    const { page, per_page, search } = query.data;
    const found = [
      ...[...install.users.values()]
        .filter(({ login }) => login.includes(search) && !install.hidden.has(login))
        .map((user) => adminView(user, install.shows === "list")),
      ...install.oddRows,
    ];
    const rows = found.slice((page - 1) * per_page, page * per_page);
    const last_page = Math.max(1, Math.ceil(found.length / per_page));
    return json(200, {
      data: rows,
      links: {},
      meta: { current_page: page, last_page, per_page, total: found.length },
    });
  });
  api.route("GET", "/api/admin/v1/users/:id", (request) => {
    if (!isAdmin(request.headers.authorization)) return unauthenticated();
    const user = [...install.users.values()].find(({ id }) => String(id) === request.params.id);
    return user && !install.hidden.has(user.login)
      ? json(200, { data: adminView(user, install.shows !== "nothing") })
      : json(404, { message: "Not found" });
  });

  function isAdmin(authorization: string | undefined): boolean {
    return accessTokens.has(bearerToken(authorization) ?? "");
  }

  const url = await api.listen(port);
  const env = { VMS_URL: url, VMS_TOKEN: token, VMS_ADMIN_LOGIN: adminLogin, VMS_ADMIN_PASSWORD: adminPassword };
  const expireTokens = () => accessTokens.clear();
  return { url, token, adminLogin, adminPassword, install, env, expireTokens, close: () => api.close() };
}

/** The answer of the Billing API shows no permissions. */
function billingView({ id, login }: VmsUser): object {
  return {
    id,
    login,
    name: null,
    type: "user",
    status: "active",
    deleted_at: null,
    can_update_password: true,
    billing_properties: [],
  };
}

function adminView(user: VmsUser, withPermissions: boolean): object {
  const permissions = [...user.permissions].map((name, index) => ({
    id: index + 1,
    name,
    display_name: name,
    group: "user",
  }));
  return { id: user.id, login: user.login, status: "active", ...(withPermissions ? { permissions } : {}) };
}

function invalid(errors: Record<string, readonly string[]>): SentAnswer {
  return json(422, { message: "The given data was invalid.", errors });
}

function unauthenticated(): SentAnswer {
  return json(401, { message: "Unauthenticated." });
}
