export { ContactPermissions, type ContactPermissionsArgs } from "./systems/hostup/ContactPermissions.js";
