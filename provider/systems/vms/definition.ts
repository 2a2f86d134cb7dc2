import type { PermissionDefinition } from "../../kernel/definition.js";
import { milliseconds } from "../../kernel/duration.js";
import { absentCure, vmsClient } from "./client.js";
import { vms } from "./connection.js";
import { type Arguments, desired, render, schema } from "./schema.js";
import type { User } from "./wire.js";

/** Joins what the kernel needs to know of a VMS user. */
export const definition: PermissionDefinition<Arguments, User | undefined> = {
  kind: "VmsUserPermissions",
  schema,
  identity: ["connection", "login"],
  subject: ({ login }) => `VMS user ${login}`,
  absentCure,
  // Without an administrator's credentials nothing else can be found out.
  fateOfOthers: "every other permission that is known is detached",
  desired,
  render,
  reassertAfter: ({ reassertAfter }) => milliseconds(reassertAfter),
  connect: (connection, config, notify) => vmsClient(vms.connect(connection, config), notify),
};
