import * as pulumi from "@pulumi/pulumi";
import { PermissionResource } from "../pulumi/PermissionResource.js";

export type { EndingArgs } from "../pulumi/EndingArgs.js";

/** A class of resources of your own. All of it stands in your users' states: it is for ever. */
export interface OwnKind {
  /** Name of your npm package, which serves the class under the subpath `./<system>/<name>` of its `exports`. */
  readonly package: string;
  /** The system, as `defineSystem` names it. */
  readonly system: string;
  /** The class, as `definePermissions` names it. */
  readonly name: string;
  /** Every argument that is an output too; `connection` and `baseline` are without saying. */
  readonly outputs: readonly string[];
}

/** What {@link permissionResource} makes. */
export type PermissionResourceClass<Args> = new (
  name: string,
  args: Args,
  opts?: pulumi.CustomResourceOptions,
) => pulumi.CustomResource;

const packageName = /^(@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/;
const word = /^[A-Za-z]\w*$/;

/** Names that commands and reports take for this package's own; a test compares them with its systems. */
export const takenSystems = ["hostup", "spanel", "vms", "bakeronline", "access", "permissions"];

/**
 * **Unstable: may change in any minor release.** Makes the class by which programs declare permissions of a system of your own. Extend it, and
 * declare its outputs:
 *
 * ```ts
 * export class MemberPermissions extends permissionResource<MemberPermissionsArgs>({
 *   package: "acme-permissions",
 *   system: "wikihaven",
 *   name: "MemberPermissions",
 *   outputs: ["spaceId", "email", "rights", "unlisted", "onDelete"],
 * }) {
 *   declare readonly rights: pulumi.Output<string[]>;
 *   declare readonly baseline: pulumi.Output<string[] | null>;
 * }
 * ```
 *
 * It is a dynamic resource of the type `pulumi-nodejs:dynamic/<system>:<name>`, whose state names what serves it:
 * `<package>/<system>/<name>`. That module is made by `permissionHandlers` of `pulumi-permissions/unstable/system`, and no part of the program: a
 * program loads neither zod nor an HTTP client. An AccessGuard counts it as any other.
 *
 * @throws RunError where a name cannot stand in a provider text
 */
export function permissionResource<Args extends object>(kind: OwnKind): PermissionResourceClass<Args> {
  const { package: serving, system, name: className, outputs } = kind;
  if (takenSystems.includes(system)) {
    throw new pulumi.RunError(
      `permissionResource: the system ${JSON.stringify(system)} is one of pulumi-permissions itself: choose another name.`,
    );
  }
  if (!packageName.test(serving) || serving === "pulumi-permissions" || !word.test(system) || !word.test(className)) {
    throw new pulumi.RunError(
      `permissionResource: ${JSON.stringify(`${serving}/${system}/${className}`)} is no subpath of a package of your own. ` +
        "package must be the name in its package.json, and system and name words of letters and digits.",
    );
  }
  return class extends PermissionResource {
    constructor(name: string, args: Args, opts?: pulumi.CustomResourceOptions) {
      super(kind, name, { ...args }, [...outputs, "connection", "baseline"], opts);
    }
  };
}
