import type { System } from "../kernel/connection.js";
import { bakeronline } from "./bakeronline/connection.js";
import { hostup } from "./hostup/connection.js";
import { spanel } from "./spanel/connection.js";
import { vms } from "./vms/connection.js";

/** Every system, for whoever looks at connections without asking what they are for. */
export const systems: readonly System<unknown>[] = [hostup, spanel, vms, bakeronline];
