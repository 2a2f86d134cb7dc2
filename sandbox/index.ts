import { type BakerOnlineSandbox, startBakerOnline } from "./bakeronline/index.js";
import { Faults } from "./faults.js";
import { type HostupSandbox, startHostup } from "./hostup/index.js";
import { LateReads } from "./LateReads.js";
import { RequestLog } from "./requestLog.js";
import { type SpanelSandbox, startSpanel } from "./spanel/index.js";
import { startVms, type VmsSandbox } from "./vms/index.js";

export type { BakerOnline } from "./bakeronline/BakerOnline.js";
export type { BakerOnlineSandbox } from "./bakeronline/index.js";
export type { Fault, Faults, SentAnswer } from "./faults.js";
export type { HostupAccount } from "./hostup/HostupAccount.js";
export type { HostupSandbox } from "./hostup/index.js";
export type { LateReads } from "./LateReads.js";
export type { LoggedRequest, RequestLog } from "./requestLog.js";
export type { SpanelSandbox } from "./spanel/index.js";
export type { Incident, SpanelServer } from "./spanel/SpanelServer.js";
export type { VmsSandbox } from "./vms/index.js";
export type { VmsInstall } from "./vms/VmsInstall.js";

/** The emulated APIs: where they are, what they hold, what they saw. */
export interface Sandbox {
  /** The HostUp API, and the account behind it. */
  readonly hostup: HostupSandbox;
  /** The SPanel server. */
  readonly spanel: SpanelSandbox;
  /** The VMS install, with both of its APIs. */
  readonly vms: VmsSandbox;
  /** The BakerOnline API, and what hands out its tokens. */
  readonly bakeronline: BakerOnlineSandbox;
  /** Environment variables that point the package at this sandbox. */
  readonly env: Readonly<Record<string, string>>;
  /** What is to go wrong. */
  readonly faults: Faults;
  /** What reached it. */
  readonly log: RequestLog;
  /** Reads that show what was there before a write. */
  readonly lateReads: LateReads;
  /** Stops all of them. */
  close(): Promise<void>;
}

/** How {@link startSandbox} serves. */
export interface SandboxOptions {
  /** First port to use. Default: any free ones. */
  readonly port?: number;
  /** Milliseconds that every answer takes. Default: 0. */
  readonly latency?: number;
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
export async function startSandbox({ port = 0, latency = 0 }: SandboxOptions = {}): Promise<Sandbox> {
  const core = { faults: new Faults(), log: new RequestLog(), lateReads: new LateReads(), latency };
  const portAt = (index: number) => (port === 0 ? 0 : port + index);
  const started: { close(): Promise<void> }[] = [];
  const close = async () => {
    await Promise.all(started.map((system) => system.close()));
  };
  const start = async <System extends { close(): Promise<void> }>(starting: Promise<System>): Promise<System> => {
    const system = await starting;
    started.push(system);
    return system;
  };
  try {
    const hostup = await start(startHostup(core, portAt(0)));
    const spanel = await start(startSpanel(core, portAt(1)));
    const vms = await start(startVms(core, portAt(2)));
    const bakeronline = await start(startBakerOnline(core, portAt(3), portAt(4)));
    const env = { ...hostup.env, ...spanel.env, ...vms.env, ...bakeronline.env };
    return { hostup, spanel, vms, bakeronline, env, ...core, close };
  } catch (error) {
    // A port that is taken must not leave the servers before it running.
    await close();
    throw error;
  }
}
