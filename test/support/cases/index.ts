import { contactPermissions } from "./contactPermissions.js";
import type { SystemCase } from "./SystemCase.js";
import { shopUserPermissions } from "./shopUserPermissions.js";
import { spanelAccount, spanelAdmin, spanelSubuser } from "./spanelUserPrivileges.js";
import { vmsReadable, vmsUnreadable } from "./vmsUserPermissions.js";

/** Every kind of resource; a suite that runs over this list holds for all of them. */
export const cases: readonly SystemCase[] = [
  contactPermissions,
  spanelSubuser,
  spanelAdmin,
  spanelAccount,
  vmsReadable,
  vmsUnreadable,
  shopUserPermissions,
];
export type { Args, SystemCase } from "./SystemCase.js";
