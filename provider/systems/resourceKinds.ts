import type { CommonArguments, Context, PermissionDefinition } from "../kernel/definition.js";
import { defineInspector, type Inspector } from "../kernel/inspector.js";
import { definition as shopUserPermissions } from "./bakeronline/definition.js";
import { definition as contactPermissions } from "./hostup/definition.js";
import { definition as delegatedAccess } from "./hostup/delegatedAccess/definition.js";
import { definition as spanelUserPrivileges } from "./spanel/definition.js";
import { definition as vmsUserPermissions } from "./vms/definition.js";

/** A kind of resource for whoever finds it in a stored state. */
export interface ResourceKind {
  readonly system: string;
  readonly inspector: (context: Context) => Inspector;
}

/** Every kind, by the path that the provider text in a state names. */
export const resourceKinds: ReadonlyMap<string, ResourceKind> = new Map([
  kind("hostup", contactPermissions),
  kind("hostup", delegatedAccess),
  kind("spanel", spanelUserPrivileges),
  kind("vms", vmsUserPermissions),
  kind("bakeronline", shopUserPermissions),
]);

function kind<Arguments extends CommonArguments, Detail>(
  system: string,
  definition: PermissionDefinition<Arguments, Detail>,
): [string, ResourceKind] {
  return [`${system}/${definition.kind}`, { system, inspector: (context) => defineInspector(definition, context) }];
}
