import type { System } from "../kernel/connection.js";
import { resourceKinds } from "./resourceKinds.js";

/** Every system, for whoever looks at connections without asking what they are for. */
export const systems: readonly System<unknown>[] = [
  ...new Set([...resourceKinds.values()].map(({ system }) => system)),
];
