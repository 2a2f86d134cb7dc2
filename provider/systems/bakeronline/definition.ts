import type { PermissionDefinition } from "../../contract/PermissionDefinition.js";
import { absentCure, shopUserClient, subjectOf } from "./client.js";
import { bakeronline } from "./connection.js";
import { type Arguments, desired, render, schema } from "./schema.js";
import type { Entry } from "./wire.js";

/** All that is to be known of a BakerOnline company user. */
export const definition: PermissionDefinition<Arguments, Entry> = {
  kind: "ShopUserPermissions",
  schema,
  identity: ["connection", "companyId", "email", "userPermissionId"],
  subject: subjectOf,
  absentCure,
  desired,
  render,
  connect: (connection, config, notify) => shopUserClient(bakeronline.connect(connection, config), notify),
};
