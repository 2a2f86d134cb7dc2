import { defineHandlers } from "../../../provider/lifecycle/lifecycle.js";
import { definition } from "../../../provider/systems/vms/definition.js";
import { VmsUserPermissions, type VmsUserPermissionsArgs } from "../../../provider/systems/vms/VmsUserPermissions.js";
import type { SystemCase } from "./SystemCase.js";

/** A user whom an administrator's credentials show. */
function vmsCase(name: string, login: string): SystemCase {
  const args = { login, permissions: ["archives-show", "archives-download"] } satisfies VmsUserPermissionsArgs;
  return {
    name,
    path: "vms/VmsUserPermissions",
    handlers: (context) => defineHandlers(definition, context),
    declare: (name, given, opts) => new VmsUserPermissions(name, { ...args, ...given }, opts),
    setUp: ({ vms }) => void vms.install.addUser(login),
    env: ({ vms }) => vms.env,
    args,
    sameArgs: {
      login,
      permissions: ["archives-download", "archives-show", "archives-show"],
      denied: [],
      unlisted: "revoke",
    },
    changedArgs: { login, permissions: ["archives-show", "marks-index"] },
    wrong: {
      args: {
        login: " ",
        permissions: ["archives-shwo", "archives-show"],
        catalogue: ["archives-show"],
        denied: ["archives-show", 5],
        reassertAfter: "daily",
      },
      paths: ["login", "permissions", "denied[1]", "reassertAfter"],
    },
    readable: true,
    showsExistence: true,
    restoring: { onDelete: "restore" },
    otherSubjects: [{ login: "other@mail.com" }, { connection: "second" }],
    restored: ["archives-preview-download", "layouts-index"],
    id: login,
    before: ["archives-preview-download", "layouts-index"],
    granted: ["archives-download", "archives-show"],
    changed: ["archives-show", "marks-index"],
    live: ({ vms }) => vms.install.grantsOf(login),
    drift: {
      make: ({ vms }) => {
        vms.install.users.get(login)?.permissions.add("groups-store");
        vms.install.users.get(login)?.permissions.delete("archives-show");
      },
      gained: ["groups-store"],
      lost: ["archives-show"],
    },
    remove: ({ vms }) => {
      vms.install.addUser("somebody@mail.com");
      vms.install.users.delete(login);
    },
    empty: ({ vms }) => void vms.install.users.clear(),
  };
}

/** With an administrator's credentials everything can be read. */
export const vmsReadable: SystemCase = vmsCase("VmsUserPermissions with admin credentials", "test@mail.com");

/** Without them state is what was written last. */
export const vmsUnreadable: SystemCase = {
  ...vmsCase("VmsUserPermissions without admin credentials", "unseen@mail.com"),
  env: ({ vms }) => ({ VMS_URL: vms.url }),
  readable: false,
  showsExistence: false,
  empty: undefined,
  restoring: { onDelete: "revoke" },
  restored: [],
};
