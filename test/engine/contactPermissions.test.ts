import { contactPermissions } from "../support/cases/contactPermissions.js";
import { tellLifecycle } from "./tellLifecycle.js";

tellLifecycle(contactPermissions);
