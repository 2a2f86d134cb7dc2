import type { CommonArguments, PermissionDefinition } from "../contract/PermissionDefinition.js";
import { declaredIn } from "../lifecycle/declaredIn.js";
import { dynamicProvider } from "../pulumi/dynamicProvider.js";
import { serving } from "../pulumi/servedKind.js";

// What a definition is made of. All of it may change in any minor release.
export { z } from "zod";
export { type Access, type Covers, coversBy, type Desired, type Plan } from "../access/access.js";
export { type Grant, type GrantSet, grantSet } from "../access/grants.js";
export { addressFault, canonicalAddress, itemFault, nameFault } from "../arguments/address.js";
export { type ArgumentSchema, itemsRule, nameRule, type Properties, rule } from "../arguments/arguments.js";
export * from "../arguments/schema.js";
export { timeZone, until } from "../arguments/until.js";
export { defineSystem, type System, type SystemSpec } from "../connections/defineSystem.js";
export { type Finding, tried } from "../connections/probe.js";
export { SharedListing } from "../connections/SharedListing.js";
export { understand } from "../connections/understand.js";
export type { Change, Client, Observation, Observed, Roster } from "../contract/Client.js";
export type { ConfigSource, Notify } from "../contract/Context.js";
export type { AdoptionRules, CommonArguments, PermissionDefinition } from "../contract/PermissionDefinition.js";
export { SystemRefusedError, UnexpectedAnswerError, UnsafeChangeError } from "../errors.js";
export { StatusError } from "../http/errors.js";
export type { HttpClient } from "../http/HttpClient.js";
export { commonSettings, headerCredential, openHttpClient } from "../http/settings.js";
export { sendWithToken, type TokenSource } from "../http/tokens.js";

const taken = ["id", "urn", "baseline"];

/**
 * **Unstable: may change in any minor release.** Says what one kind of permissions means, in a system of your own, and is checked as it is loaded.
 *
 * @throws TypeError where the parts of the definition do not fit together
 */
export function definePermissions<Arguments extends CommonArguments, Detail>(
  definition: PermissionDefinition<Arguments, Detail>,
): PermissionDefinition<Arguments, Detail> {
  const { kind, identity } = definition;
  const names = Object.keys(definition.schema.object.shape);
  const has = (name: string) => names.includes(name);
  const faults = [
    ...(/^[A-Z]\w*$/.test(kind) ? [] : [`kind must be the name of the class, not ${JSON.stringify(kind)}`]),
    ...(has("connection") ? [] : ["schema must have connection: connectionName()"]),
    ...(identity.some((name) => name === "connection") ? [] : ['identity must have "connection"']),
    ...identity.filter((name) => !has(name)).map((name) => `identity has ${name}, which schema does not have`),
    ...names
      .filter((name) => taken.includes(name) || name.startsWith("__"))
      .map((name) => `schema has ${name}, which is no name for an argument`),
    ...(has("until") && !has("timeZone") ? ["schema has until, and so must have timeZone: timeZone()"] : []),
  ];
  if (faults.length > 0) throw new TypeError(`definePermissions ${JSON.stringify(kind)}: ${faults.join("; ")}.`);
  return definition;
}

/**
 * **Unstable: may change in any minor release.** Makes what the state of a resource loads. It is all that the module under the subpath
 * `./<system>/<name>` exports, and the module is CommonJS:
 *
 * ```ts
 * const handlers: unknown = permissionHandlers(memberPermissions);
 * export = handlers;
 * ```
 */
export function permissionHandlers<Arguments extends CommonArguments, Detail>(
  definition: PermissionDefinition<Arguments, Detail>,
): unknown {
  return serving(dynamicProvider(definition), { declared: (args, now) => declaredIn(definition, args, now) });
}
