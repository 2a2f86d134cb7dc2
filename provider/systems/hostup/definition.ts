import type { PermissionDefinition } from "../../contract/PermissionDefinition.js";
import { contactPermissionsClient } from "./client.js";
import { hostup } from "./connection.js";
import { type Arguments, desired, render, schema } from "./schema.js";
import type { Permissions } from "./wire.js";

/** All that is to be known of a HostUp contact. */
export const definition: PermissionDefinition<Arguments, Permissions> = {
  kind: "ContactPermissions",
  schema,
  identity: ["connection", "contactId"],
  subject: ({ contactId }) => `HostUp contact ${contactId}`,
  absentCure: "Create the contact in the HostUp dashboard first, or correct contactId: this resource creates nobody.",
  desired,
  render,
  connect: (connection, config, notify) => contactPermissionsClient(hostup.connect(connection, config), notify),
};
