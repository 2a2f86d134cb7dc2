import { type Covers, sameGrant } from "../access/access.js";
import type { GrantSet } from "../access/grants.js";
import { type ArgumentSchema, checkArguments, type Properties } from "../arguments/arguments.js";
import type { System } from "../connections/defineSystem.js";
import type { Roster } from "../contract/Client.js";
import type { Context } from "../contract/Context.js";
import type { CommonArguments, PermissionDefinition, PermissionRules } from "../contract/PermissionDefinition.js";
import { type Adopter, defineAdopter } from "../lifecycle/adopter.js";
import { type AppliedAccess, appliedAccess } from "../lifecycle/appliedAccess.js";
import { type DeclaredSubject, declaredIn } from "../lifecycle/declaredIn.js";
import { defineForecaster, type Forecaster } from "../lifecycle/forecaster.js";
import { defineImporter, type Importer } from "../lifecycle/importer.js";
import { defineInspector, type Inspector } from "../lifecycle/inspector.js";
import { defineHandlers, type Handlers } from "../lifecycle/lifecycle.js";
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
export interface ResourceKind extends Pick<PermissionRules<CommonArguments>, "names" | "givesToo" | "holderIn"> {
  readonly system: System<unknown>;
  readonly arguments: ArgumentSchema<CommonArguments>["object"];
  /** Arguments with what goes without saying. */
  readonly canonical: (inputs: Properties) => Properties;
  readonly handlers: (context: Context) => Handlers;
  /** Nothing for a kind that cannot be adopted. */
  readonly importer: ((context: Context) => Importer) | undefined;
  readonly covers: Covers;
  /** Grants whose names say too little to people, in words. */
  readonly grantWords: Readonly<Record<string, string>>;
  /** What is wide in a set of grants, or means more than it says. */
  readonly concerns: ((grants: GrantSet) => readonly string[]) | undefined;
  readonly inspector: (context: Context) => Inspector;
  readonly forecaster: (context: Context) => Forecaster;
  /** How live access becomes arguments; nothing for a kind that cannot be adopted. */
  readonly adopter: ((context: Context) => Adopter) | undefined;
  /**
   * Every list that a connection can show, or those that somebody has named.
   *
   * @throws ConfigurationError
   */
  readonly rosters: (connection: string, context: Context, among?: readonly string[]) => Promise<ConnectionRosters>;
  /**
   * What a state says was last applied; no request is needed.
   *
   * @throws StateError
   */
  readonly applied: (outputs: Properties) => AppliedAccess;
  /** Whom arguments speak for, as far as they are known. */
  readonly declared: (args: Properties, now: number) => DeclaredSubject | "watched" | undefined;
}

export interface ConnectionRosters {
  /** Where the subjects live, as clients have it. */
  readonly address: string;
  readonly rosters: readonly Roster[];
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
  const { kind: name, covers = sameGrant, grantWords = {}, names, givesToo, holderIn, adoption } = definition;
  return [
    `${system.name}/${name}`,
    {
      system,
      arguments: definition.schema.object,
      canonical: (inputs) => checkArguments({ ...definition.schema, rules: [] }, inputs).inputs,
      handlers: (context) => defineHandlers(definition, context),
      importer: adoption && ((context) => defineImporter(definition, adoption, context)),
      covers,
      grantWords,
      inspector: (context) => defineInspector(definition, context),
      forecaster: (context) => defineForecaster(definition, context),
      adopter: adoption && ((context) => defineAdopter(definition, adoption, context)),
      async rosters(connection, { config, notify }, among) {
        const client = definition.connect(connection, config, notify);
        return { address: client.address, rosters: (await client.rosters?.(among)) ?? [] };
      },
      ...{ names, givesToo, holderIn, concerns: definition.adoption?.concerns },
      applied: (outputs) => appliedAccess(definition, outputs),
      declared: (args, now) => declaredIn(definition, args, now),
    },
  ];
}
