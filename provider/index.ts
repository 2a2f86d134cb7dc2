export { AccessGuard, type AccessGuardArgs } from "./guard/AccessGuard.js";
export {
  ShopUserPermissions,
  type ShopUserPermissionsArgs,
  type ShopUserRights,
} from "./systems/bakeronline/ShopUserPermissions.js";
export { ContactPermissions, type ContactPermissionsArgs } from "./systems/hostup/ContactPermissions.js";
export {
  type AllowedDelegate,
  type AllowedDelegateArgs,
  DelegatedAccess,
  type DelegatedAccessArgs,
} from "./systems/hostup/DelegatedAccess.js";
export {
  type DelegatedPermissions,
  type DelegationGiven,
  type DelegationReceived,
  type GetDelegatedAccessArgs,
  type GetDelegatedAccessResult,
  getDelegatedAccess,
  getDelegatedAccessOutput,
} from "./systems/hostup/delegatedAccess/getDelegatedAccess.js";
export {
  type SpanelPermissions,
  SpanelUserPrivileges,
  type SpanelUserPrivilegesArgs,
} from "./systems/spanel/SpanelUserPrivileges.js";
export { VmsUserPermissions, type VmsUserPermissionsArgs } from "./systems/vms/VmsUserPermissions.js";
