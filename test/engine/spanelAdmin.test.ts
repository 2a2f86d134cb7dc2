import { spanelAdmin } from "../support/cases/spanelUserPrivileges.js";
import { tellLifecycle } from "./tellLifecycle.js";

tellLifecycle(spanelAdmin);
