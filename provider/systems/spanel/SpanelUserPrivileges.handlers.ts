import { dynamicProvider } from "../../pulumi/dynamicProvider.js";
import { definition } from "./definition.js";

/**
 * Loaded by the provider text that stands in users' state, as pulumi-permissions/spanel/SpanelUserPrivileges.
 * No API for programs: its type is unknown.
 */
const handlers: unknown = dynamicProvider(definition);
export = handlers;
