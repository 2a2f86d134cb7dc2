import { type GrantSet, grantSet } from "../../access/grants.js";

/**
 * Permission names that the vendor documents for users: the defaults, then the additional ones as far as the page was
 * readable. Installs differ; the argument `catalogue` replaces this list. Source: docs.aipix.ai, 24.12, permissions of users.
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
]);
