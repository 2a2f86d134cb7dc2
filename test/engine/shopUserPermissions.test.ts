import { shopUserPermissions } from "../support/cases/shopUserPermissions.js";
import { tellLifecycle } from "./tellLifecycle.js";

tellLifecycle(shopUserPermissions);
