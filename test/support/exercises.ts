import { defineHandlers } from "../../provider/lifecycle/lifecycle.js";
import { definition as delegatedAccess } from "../../provider/systems/hostup/delegatedAccess/definition.js";
import type { Sandbox } from "../../sandbox/index.js";
import { contactPermissions } from "./cases/contactPermissions.js";
import { cases, type SystemCase } from "./cases/index.js";
import { shopUserPermissions } from "./cases/shopUserPermissions.js";
import { vmsReadable } from "./cases/vmsUserPermissions.js";

/** As much of a case as it takes to put its resource through its life. */
export type Exercise = Pick<
  SystemCase,
  | "name"
  | "path"
  | "handlers"
  | "setUp"
  | "env"
  | "args"
  | "changedArgs"
  | "restoring"
  | "readable"
  | "before"
  | "granted"
  | "changed"
  | "restored"
  | "live"
  | "drift"
> & {
  /** Whether `drift --fix` may write. What cannot be read, or only be watched, stays as it is. */
  readonly isCorrected: boolean;
};

/** Settings with which BakerOnline's access tokens are renewed; each call makes a new refresh token, as a login does. */
export function renewingEnv({ bakeronline }: Sandbox): Readonly<Record<string, string>> {
  const { BAKERONLINE_ACCESS_TOKEN: _fixed, ...env } = bakeronline.env;
  return {
    ...env,
    BAKERONLINE_REFRESH_TOKEN: bakeronline.accounts.newRefreshToken(),
  };
}

/** Somebody without an entry, so that one is added, with tokens that are renewed. */
const newcomer: Exercise = {
  ...shopUserPermissions,
  name: "ShopUserPermissions of a newcomer",
  isCorrected: true,
  setUp: ({ bakeronline }) => void bakeronline.bakery.addCompany(15),
  env: renewingEnv,
  before: [],
  restoring: { onDelete: "revoke" },
  restored: [],
};

/** An install that shows permissions only of one user at a time. */
const vmsOneByOne: Exercise = {
  ...vmsReadable,
  name: "VmsUserPermissions read one by one",
  isCorrected: true,
  setUp: (sandbox) => {
    vmsReadable.setUp(sandbox);
    sandbox.vms.install.shows = "user";
  },
};

const delegates = ["delegate:partner@example.com"];
const delegation: Exercise = {
  name: "DelegatedAccess",
  path: "hostup/DelegatedAccess",
  isCorrected: false,
  handlers: (context) => defineHandlers(delegatedAccess, context),
  setUp: ({ hostup }) => void hostup.account.delegate("partner@example.com"),
  env: ({ hostup }) => hostup.env,
  args: { allowed: ["partner@example.com"] },
  changedArgs: { allowed: ["partner@example.com"], onUnexpected: "warn" },
  restoring: {},
  readable: true,
  before: delegates,
  granted: delegates,
  changed: delegates,
  restored: delegates,
  live: ({ hostup }) => hostup.account.delegates.map(({ email }) => `delegate:${email}`),
  drift: {
    make: ({ hostup }) => void hostup.account.delegate("stranger@example.com"),
    gained: ["delegate:stranger@example.com"],
    lost: [],
  },
};

/** A resource that leaves alone what it does not mention: here every write is made of what was read. */
export const keeping: Exercise = {
  ...contactPermissions,
  name: "ContactPermissions that keep what is not mentioned",
  isCorrected: true,
  args: { ...contactPermissions.args, unlisted: "keep" },
  changedArgs: { ...contactPermissions.changedArgs, unlisted: "keep" },
  granted: ["canPlaceOrders", "canViewInvoices", "domain:21266", "domain:21267", "service:14101"],
  changed: ["canOpenTickets", "canPlaceOrders", "domain:21266", "domain:21267", "service:14102"],
};

/** Every kind of resource in every way in which its system is called. */
export const exercises: readonly Exercise[] = [
  ...cases.map((one) => ({ ...one, isCorrected: one.readable })),
  newcomer,
  vmsOneByOne,
  delegation,
];
