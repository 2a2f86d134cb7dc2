import type { Client, Notify } from "../../kernel/definition.js";
import { SubjectNotFoundError, SystemRefusedError } from "../../kernel/errors.js";
import type { VmsApis } from "./connection.js";
import { type Arguments, knownPermissions } from "./schema.js";
import { type Complaint, grantsIn, manageBody, type User } from "./wire.js";

export const absentCure = "Create the user in the VMS first, or correct login: this resource creates nobody.";

const withoutAdmin =
  "the VMS Billing API does not show permissions. Set vms:adminLogin and vms:adminPassword to have them read, or reassertAfter to have them written again regularly.";
const withoutPermissions =
  "the Admin API of this VMS shows users without their permissions. Set reassertAfter to have them written again regularly.";

/** Attaches and detaches names; reads them where an administrator's credentials are given. */
export function vmsClient({ billing, admin }: VmsApis, notify: Notify): Client<Arguments, User | undefined> {
  return {
    async observe(args) {
      const { login } = args;
      const unobservable = (why: string) =>
        ({ status: "unobservable", id: login, why, possible: knownPermissions(args) }) as const;
      if (admin === undefined) return unobservable(withoutAdmin);
      const listed = await admin.users.find(login);
      if (listed === undefined) return { status: "absent" };
      const user = grantsIn(listed) === undefined ? await admin.user(listed.id) : listed;
      const grants = grantsIn(user);
      if (grants === undefined) return unobservable(withoutPermissions);
      return { status: "observed", id: login, access: { grants, implied: [] }, detail: user };
    },

    async write(args, { plan }) {
      const operation = `Writing the permissions of VMS user ${args.login}`;
      try {
        const body = manageBody(args.login, plan);
        const complaints = await billing.manage(operation, body);
        if (complaints.length === 0) return undefined;
        const strange = droppable(args, complaints);
        if (strange === undefined) throw refused(operation, args, complaints);
        notify(
          "warning",
          `VMS user ${args.login}: this install does not know ${strange.join(", ")}, so there is nothing to detach.`,
        );
        const rest = body.permissions_to_detach.filter((name) => !strange.includes(name));
        const again = await billing.manage(operation, { ...body, permissions_to_detach: rest });
        if (again.length > 0) throw refused(operation, args, again);
        return undefined;
      } finally {
        admin?.users.changed(args.login);
      }
    },
  };
}

/**
 * The names that may be left out, when all complaints are about names to detach that only the catalogue brought in. A name that
 * the program itself denies is no such thing: there a mistake must be seen.
 */
function droppable({ denied }: Arguments, complaints: readonly Complaint[]): readonly string[] | undefined {
  const names = complaints.map(({ field, name }) => (field === "permissions_to_detach" ? name : undefined));
  const known = names.filter((name) => name !== undefined && !denied.includes(name));
  return known.length === complaints.length ? known.filter((name) => name !== undefined) : undefined;
}

/** Every complaint in words, those about the program's own names first. */
function refused(operation: string, args: Arguments, complaints: readonly Complaint[]): Error {
  const own: string[] = [];
  const ofCatalogue: string[] = [];
  for (const { field, name, messages } of complaints) {
    const said = messages.join(" ");
    if (name === undefined) own.push(`${field}: ${said}`);
    else if (field === "permissions_to_attach") own.push(`"${name}" (in permissions): ${said}`);
    else if (args.denied.includes(name)) own.push(`"${name}" (in denied): ${said}`);
    else ofCatalogue.push(`"${name}" (in catalogue): ${said}`);
  }
  const words = [...own, ...ofCatalogue].join("; ");
  if (complaints.every(({ field }) => field === "login")) {
    return new SubjectNotFoundError(`VMS user ${args.login}`, `(${words}) ${absentCure}`);
  }
  return new SystemRefusedError(operation, words);
}
