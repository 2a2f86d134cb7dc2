import * as pulumi from "@pulumi/pulumi";
import { ContactPermissions as ServedContactPermissions } from "../systems/hostup/ContactPermissions.js";
import { DelegatedAccess as ServedDelegatedAccess } from "../systems/hostup/DelegatedAccess.js";
import type {
  GetDelegatedAccessArgs,
  GetDelegatedAccessResult,
} from "../systems/hostup/delegatedAccess/getDelegatedAccess.js";
import { existing } from "./existing.js";

/**
 * ContactPermissions through the native plugin: the same arguments, outputs and ids.
 *
 * - **Drift** is seen and corrected by a plain `pulumi up`; a preview reads live access; a diff names each element.
 * - **Import**: by the option `import`, by `pulumi import`, or read only, by {@link ContactPermissions.get}; the id is `[connection/]` and the resource's id.
 * - **Moving** here from the class of the same name in `pulumi-permissions`, and back, changes nothing.
 */
export class ContactPermissions extends ServedContactPermissions {
  /** @internal */
  static override readonly shell = "native";

  /** Reads somebody by an id, without managing them. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): ContactPermissions {
    return existing(ContactPermissions, name, id, opts);
  }
}

/**
 * DelegatedAccess through the native plugin: the same arguments, outputs and ids.
 *
 * - **Drift** is seen and corrected by a plain `pulumi up`; a preview reads live access; a diff names each element.
 * - **Import**: by the option `import`, by `pulumi import`, or read only, by {@link DelegatedAccess.get}; the id is `[connection/]` and the resource's id.
 * - **Moving** here from the class of the same name in `pulumi-permissions`, and back, changes nothing.
 */
export class DelegatedAccess extends ServedDelegatedAccess {
  /** @internal */
  static override readonly shell = "native";

  /** Reads somebody by an id, without managing them. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): DelegatedAccess {
    return existing(DelegatedAccess, name, id, opts);
  }
}

const delegatedAccess = "permissions:hostup:getDelegatedAccess";

/** As the function of the same name in `pulumi-permissions`, with the settings of a provider. */
export function getDelegatedAccess(
  args: GetDelegatedAccessArgs = {},
  opts?: pulumi.InvokeOptions,
): Promise<GetDelegatedAccessResult> {
  return pulumi.runtime.invoke(delegatedAccess, { ...args }, opts ?? {});
}

/** {@link getDelegatedAccess} for a connection whose name is an output. */
export function getDelegatedAccessOutput(
  args: { readonly connection?: pulumi.Input<string> | undefined } = {},
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetDelegatedAccessResult> {
  return pulumi.runtime.invokeOutput(delegatedAccess, { ...args }, opts ?? {});
}
