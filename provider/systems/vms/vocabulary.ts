import { type GrantSet, grantSet } from "../../access/grants.js";

/**
 * Permission names that the vendor documents for users: the defaults, the additional ones as far as the page was readable, then those
 * that only the vendor's own client names. Installs differ, and the list is known to be open; the argument `catalogue` replaces it.
 * Sources: docs.aipix.ai, 24.12, permissions of users; github.com/aipix-dev/vms-mobile-sdk-ios, VMSPermission.swift.
 */
export const documentedPermissions: GrantSet = grantSet([
  "archives-download",
  "archives-preview-download",
  "archives-show",
  "camera-events-index",
  "groups-cameras-attach",
  "groups-cameras-detach",
  "groups-destroy",
  "groups-index",
  "groups-rename",
  "groups-store",
  "layouts-cameras-attach",
  "layouts-cameras-detach",
  "layouts-destroy",
  "layouts-index",
  "layouts-rename",
  "layouts-store",
  "marks-destroy",
  "marks-index",
  "marks-store",
  "marks-update",
  "analytic-cases-camera-obstacle",
  "analytic-cases-container-number-recognition",
  "analytic-cases-face",
  "analytic-cases-license-plate",
  "analytic-cases-line-intersection",
  "analytic-cases-loud-sounds",
  "analytic-cases-motion-detect",
  "analytic-cases-person-counting",
  "analytic-cases-smoke-fire",
  "analytic",
  "bridges",
  "camera-events-store",
  "intercom-index",
  "logins-store",
  "ptz",
  "users-change-password",
  "users-destroy",
  "users-index",
  "users-show",
  "users-store",
  "users-update",
]);

/** Names that the vendor has given up, with what it says of them: they pass, and are detached only where the program or a read names them. */
export const deprecatedPermissions: ReadonlyMap<string, string> = new Map([
  ["analytic-cases-index", 'since 24.09, in favour of "analytic"'],
  ["intercom-face", "since 24.03"],
]);

/** Names that give power over other users. */
export const managing: readonly string[] = [
  "logins-store",
  "users-change-password",
  "users-destroy",
  "users-store",
  "users-update",
];
