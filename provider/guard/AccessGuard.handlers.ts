import { hostProvider } from "../pulumi/dynamicProvider.js";
import { servedKindAt } from "../pulumi/servedKind.js";
import { guardHandlers } from "./guardHandlers.js";

/**
 * Loaded by the provider text that stands in users' state, as pulumi-permissions/access/AccessGuard.
 * No API for programs: its type is unknown.
 */
const handlers: unknown = hostProvider((context) => guardHandlers(context, servedKindAt));
export = handlers;
