import { contactPermissions } from "./contactPermissions.js";
import type { SystemCase } from "./SystemCase.js";

/** Every kind of resource; a suite that runs over this list holds for all of them. */
export const cases: readonly SystemCase[] = [contactPermissions];
export type { Args, SystemCase } from "./SystemCase.js";
