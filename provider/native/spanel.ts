import type * as pulumi from "@pulumi/pulumi";
import { SpanelUserPrivileges as ServedSpanelUserPrivileges } from "../systems/spanel/SpanelUserPrivileges.js";
import { existing } from "./existing.js";

/**
 * SpanelUserPrivileges through the native plugin: the same arguments, outputs and ids.
 *
 * - **Drift** is seen and corrected by a plain `pulumi up`; a preview reads live access; a diff names each element.
 * - **Import**: by the option `import`, by `pulumi import`, or read only, by {@link SpanelUserPrivileges.get}; the id is `[connection/]` and the resource's id.
 * - **Moving** here from the class of the same name in `pulumi-permissions`, and back, changes nothing.
 */
export class SpanelUserPrivileges extends ServedSpanelUserPrivileges {
  /** @internal */
  static override readonly shell = "native";

  /** Reads somebody by an id, without managing them. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): SpanelUserPrivileges {
    return existing(SpanelUserPrivileges, name, id, opts);
  }
}
