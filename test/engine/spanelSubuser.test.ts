import { spanelSubuser } from "../support/cases/spanelUserPrivileges.js";
import { tellLifecycle } from "./tellLifecycle.js";

tellLifecycle(spanelSubuser);
