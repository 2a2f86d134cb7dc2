import { EmulatedServer } from "../EmulatedServer.js";
import type { SandboxCore } from "../SandboxCore.js";
import { contactPermissionsRoutes, failure } from "./contactPermissions.js";
import { delegatedAccessRoutes } from "./delegatedAccess.js";
import { HostupAccount } from "./HostupAccount.js";

/** The emulated HostUp API. */
export interface HostupSandbox {
  /** Address of the API. */
  readonly url: string;
  /** The key that the API takes. */
  readonly apiKey: string;
  /** What it holds. */
  readonly account: HostupAccount;
  /** Environment variables that point the package at it. */
  readonly env: Readonly<Record<string, string>>;
  /** Stops the server. */
  close(): Promise<void>;
}

/** Emulates https://cloud.hostup.se/api on a port of this machine (0: any free one). */
export async function startHostup(core: SandboxCore, port: number): Promise<HostupSandbox> {
  const account = new HostupAccount();
  const apiKey = `sandbox-hostup-${crypto.randomUUID()}`;
  const api = new EmulatedServer("hostup", core);
  api.guard(({ headers: { authorization, "x-api-key": key } }) =>
    key !== apiKey && authorization !== `Bearer ${apiKey}`
      ? failure(401, "UNAUTHORIZED", "Invalid or missing API key")
      : undefined,
  );
  contactPermissionsRoutes(api, account);
  delegatedAccessRoutes(api, account);
  const url = `${await api.listen(port)}/api`;
  return { url, apiKey, account, env: { HOSTUP_URL: url, HOSTUP_API_KEY: apiKey }, close: () => api.close() };
}
