export type { AccessGuardArgs } from "../guard/AccessGuard.js";
export type { ShopUserPermissionsArgs, ShopUserRights } from "../systems/bakeronline/ShopUserPermissions.js";
export type { ContactPermissionsArgs } from "../systems/hostup/ContactPermissions.js";
export type {
  AllowedDelegate,
  AllowedDelegateArgs,
  DelegatedAccessArgs,
} from "../systems/hostup/DelegatedAccess.js";
export type {
  DelegatedPermissions,
  DelegationGiven,
  DelegationReceived,
  GetDelegatedAccessArgs,
  GetDelegatedAccessResult,
} from "../systems/hostup/delegatedAccess/getDelegatedAccess.js";
export type { SpanelPermissions, SpanelUserPrivilegesArgs } from "../systems/spanel/SpanelUserPrivileges.js";
export type { VmsUserPermissionsArgs } from "../systems/vms/VmsUserPermissions.js";
// As generated code names them: permissions.hostup.ContactPermissions.
export * as access from "./access.js";
export { AccessGuard } from "./access.js";
export * as bakeronline from "./bakeronline.js";
export { ShopUserPermissions } from "./bakeronline.js";
export * as hostup from "./hostup.js";
export { ContactPermissions, DelegatedAccess, getDelegatedAccess, getDelegatedAccessOutput } from "./hostup.js";
export {
  type BakeronlineSettings,
  type CommonSettings,
  type HostupSettings,
  Provider,
  type ProviderArgs,
  type SpanelSettings,
  type VmsSettings,
} from "./Provider.js";
export * as spanel from "./spanel.js";
export { SpanelUserPrivileges } from "./spanel.js";
export * as vms from "./vms.js";
export { VmsUserPermissions } from "./vms.js";
