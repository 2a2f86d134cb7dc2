import { type Covers, sameGrant } from "../access/access.js";
import type { System } from "../connections/defineSystem.js";
import type { Context } from "../contract/Context.js";
import type { CommonArguments, PermissionDefinition } from "../contract/PermissionDefinition.js";
import { defineInspector, type Inspector } from "../lifecycle/inspector.js";
import { bakeronline } from "./bakeronline/connection.js";
import { definition as shopUserPermissions } from "./bakeronline/definition.js";
import { hostup } from "./hostup/connection.js";
import { definition as contactPermissions } from "./hostup/definition.js";
import { definition as delegatedAccess } from "./hostup/delegatedAccess/definition.js";
import { spanel } from "./spanel/connection.js";
import { definition as spanelUserPrivileges } from "./spanel/definition.js";
import { vms } from "./vms/connection.js";
import { definition as vmsUserPermissions } from "./vms/definition.js";

/** A kind of resource for whoever finds it in a stored state. */
export interface ResourceKind {
  readonly system: System<unknown>;
  readonly covers: Covers;
  readonly inspector: (context: Context) => Inspector;
}

/** Every kind, by the path that the provider text in a state names. */
export const resourceKinds: ReadonlyMap<string, ResourceKind> = new Map([
  kind(hostup, contactPermissions),
  kind(hostup, delegatedAccess),
  kind(spanel, spanelUserPrivileges),
  kind(vms, vmsUserPermissions),
  kind(bakeronline, shopUserPermissions),
]);

function kind<Arguments extends CommonArguments, Detail>(
  system: System<unknown>,
  definition: PermissionDefinition<Arguments, Detail>,
): [string, ResourceKind] {
  const { kind: name, covers = sameGrant } = definition;
  return [`${system.name}/${name}`, { system, covers, inspector: (context) => defineInspector(definition, context) }];
}
