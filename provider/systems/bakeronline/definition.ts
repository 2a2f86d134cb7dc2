import type { PermissionDefinition } from "../../kernel/definition.js";
import { absentCure, shopUserClient, subjectOf } from "./client.js";
import { bakeronline } from "./connection.js";
import { type Arguments, desired, render, schema } from "./schema.js";
import type { Entry } from "./wire.js";

/** Joins what the kernel needs to know of a BakerOnline company user. */
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
