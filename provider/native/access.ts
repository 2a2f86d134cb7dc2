import { AccessGuard as ServedAccessGuard } from "../guard/AccessGuard.js";

/** AccessGuard through the native plugin: the same arguments. It guards the resources of `pulumi-permissions` beside it too. */
export class AccessGuard extends ServedAccessGuard {
  /** @internal */
  static override readonly shell = "native";
}
