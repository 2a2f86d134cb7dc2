import type { PermissionDefinition } from "../../contract/PermissionDefinition.js";
import { contactPermissionsClient } from "./client.js";
import { hostup } from "./connection.js";
import { type Arguments, desired, render, schema } from "./schema.js";
import { givenBy, names, wideIn } from "./vocabulary.js";
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
  names,
  givesToo: givenBy,
  adoption: {
    id: { pattern: /^[1-9]\d*$/, example: "14059" },
    identities: ({ id }) => [{ contactId: Number(id) }],
    scope: "contact",
    concerns: wideIn,
    cure: "Change this contact in the HostUp dashboard, or declare it by hand.",
    beyond: "HostUp shows no list of contacts: there may be others than those who are named.",
  },
  connect: (connection, config, notify) => contactPermissionsClient(hostup.connect(connection, config), notify),
};
