/** Properties that are no arguments. Two underscores keep them out of the engine's display. */

/** The provider text; the name is the engine's. */
export const providerKey = "__provider";

/** What a resource remembers between runs. */
export const recordKey = "__state";

/** Tells a resource from all others of its program on the way to `check`; never stored. */
export const resourceKey = "__resource";
