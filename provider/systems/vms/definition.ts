import { milliseconds } from "../../arguments/duration.js";
import type { PermissionDefinition } from "../../contract/PermissionDefinition.js";
import { absentCure, vmsClient } from "./client.js";
import { vms } from "./connection.js";
import { type Arguments, cautions, desired, render, schema } from "./schema.js";
import { documentedPermissions, managing } from "./vocabulary.js";
import type { User } from "./wire.js";

/** All that is to be known of a VMS user. */
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
  // Undocumented names exist; those are known where somebody holds them.
  names: { known: documentedPermissions, isName: (text) => documentedPermissions.includes(text) },
  cautions,
  reassertAfter: ({ reassertAfter }) => milliseconds(reassertAfter),
  adoption: {
    id: { pattern: /^[^/]+$/u, example: "test@mail.com" },
    identities: ({ id }) => [{ login: id, permissions: [] }],
    concerns: (grants) => {
      const over = grants.filter((grant) => managing.includes(grant));
      return over.length === 0 ? [] : [`may manage other users (${over.join(", ")})`];
    },
    cure: "Change this user in the VMS, or declare them by hand.",
    beyond: "The VMS shows its users to administrators only, and to some of them not all.",
  },
  connect: (connection, config, notify) => vmsClient(vms.connect(connection, config), notify),
};
