import { vmsUnreadable } from "../support/cases/vmsUserPermissions.js";
import { tellLifecycle } from "./tellLifecycle.js";

tellLifecycle(vmsUnreadable);
