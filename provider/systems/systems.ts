import type { System } from "../connections/defineSystem.js";
import { resourceKinds } from "./resourceKinds.js";

/** Every system, for whoever looks at connections without asking what they are for. */
export const systems: readonly System<unknown>[] = [
  ...new Set([...resourceKinds.values()].map(({ system }) => system)),
];
