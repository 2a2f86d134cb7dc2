import { dynamicProvider } from "../../kernel/dynamicProvider.js";
import { definition } from "./delegatedAccess/definition.js";

/** Loaded by the provider text that stands in users' state, as pulumi-permissions/hostup/DelegatedAccess. */
export = dynamicProvider(definition);
