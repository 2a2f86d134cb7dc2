import { dynamicProvider } from "../../kernel/dynamicProvider.js";
import { definition } from "./definition.js";

/** Loaded by the provider text that stands in users' state, as pulumi-permissions/bakeronline/ShopUserPermissions. */
export = dynamicProvider(definition);
