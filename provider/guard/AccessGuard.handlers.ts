import { hostProvider } from "../pulumi/dynamicProvider.js";
import { guardHandlers } from "./guardHandlers.js";

/**
 * Loaded by the provider text that stands in users' state, as pulumi-permissions/access/AccessGuard.
 * No API for programs: its type is unknown.
 */
const handlers: unknown = hostProvider(guardHandlers);
export = handlers;
