import type * as pulumi from "@pulumi/pulumi";
import { ShopUserPermissions as ServedShopUserPermissions } from "../systems/bakeronline/ShopUserPermissions.js";
import { existing } from "./existing.js";

/**
 * ShopUserPermissions through the native plugin: the same arguments, outputs and ids.
 *
 * - **Drift** is seen and corrected by a plain `pulumi up`; a preview reads live access; a diff names each element.
 * - **Import**: by the option `import`, by `pulumi import`, or read only, by {@link ShopUserPermissions.get}; the id is `[connection/]` and the resource's id.
 * - **Moving** here from the class of the same name in `pulumi-permissions`, and back, changes nothing.
 */
export class ShopUserPermissions extends ServedShopUserPermissions {
  /** @internal */
  static override readonly shell = "native";

  /** Reads somebody by an id, without managing them. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): ShopUserPermissions {
    return existing(ShopUserPermissions, name, id, opts);
  }
}
