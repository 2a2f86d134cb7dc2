/** Properties that are no arguments. Two underscores keep them out of the engine's display. */

/** The provider text; the name is the engine's. */
export const providerKey = "__provider";

/** What a resource remembers between runs. */
export const recordKey = "__state";

/** Says on the way to `check` that another resource of the program manages the same subject; never stored. */
export const conflictKey = "__conflict";
