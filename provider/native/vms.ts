import type * as pulumi from "@pulumi/pulumi";
import { VmsUserPermissions as ServedVmsUserPermissions } from "../systems/vms/VmsUserPermissions.js";
import { existing } from "./existing.js";

/**
 * VmsUserPermissions through the native plugin: the same arguments, outputs and ids.
 *
 * - **Drift** is seen and corrected by a plain `pulumi up`; a preview reads live access; a diff names each element.
 * - **Import**: by the option `import`, by `pulumi import`, or read only, by {@link VmsUserPermissions.get}; the id is `[connection/]` and the resource's id.
 * - **Moving** here from the class of the same name in `pulumi-permissions`, and back, changes nothing.
 */
export class VmsUserPermissions extends ServedVmsUserPermissions {
  /** @internal */
  static override readonly shell = "native";

  /** Reads somebody by an id, without managing them. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): VmsUserPermissions {
    return existing(VmsUserPermissions, name, id, opts);
  }
}
