import { Faults } from "./faults.js";
import { type HostupSandbox, startHostup } from "./hostup/index.js";
import { RequestLog } from "./requestLog.js";

export type { Fault, Faults } from "./faults.js";
export type { HostupAccount } from "./hostup/HostupAccount.js";
export type { HostupSandbox } from "./hostup/index.js";
export type { LoggedRequest, RequestLog } from "./requestLog.js";

/** The emulated APIs: where they are, what they hold, what they saw. */
export interface Sandbox {
  readonly hostup: HostupSandbox;
  /** Environment variables that point the package at this sandbox. */
  readonly env: Readonly<Record<string, string>>;
  readonly faults: Faults;
  readonly log: RequestLog;
  close(): Promise<void>;
}

/**
 * Starts the emulated APIs on this machine. With a port they take it and the ones after it; otherwise any free ones.
 *
 * ```ts
 * const sandbox = await startSandbox();
 * sandbox.hostup.account.addContact(14059, ["canViewInvoices"]);
 * await sandbox.close();
 * ```
 */
export async function startSandbox({ port = 0 }: { readonly port?: number } = {}): Promise<Sandbox> {
  const core = { faults: new Faults(), log: new RequestLog() };
  const hostup = await startHostup(core, port);
  return { hostup, env: { ...hostup.env }, ...core, close: () => hostup.close() };
}
