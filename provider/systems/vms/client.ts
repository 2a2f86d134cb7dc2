import { type GrantSet, without } from "../../access/grants.js";
import type { Absent, Client, Member } from "../../contract/Client.js";
import type { Notify } from "../../contract/Context.js";
import {
  AmbiguousSubjectError,
  SubjectNotFoundError,
  SystemRefusedError,
  UnexpectedAnswerError,
} from "../../errors.js";
import type { AdminApi } from "./AdminApi.js";
import { type Arguments, knownPermissions } from "./schema.js";
import type { VmsApis } from "./VmsApis.js";
import { type Complaint, grantsIn, manageBody, type User, userSchema } from "./wire.js";

/** @throws UnexpectedAnswerError where the list does not tell what anybody may do */
async function membersOf(admin: AdminApi): Promise<readonly Member[]> {
  const rows = [...(await admin.users.all())].map(([login, listed]) => {
    const user = listed === "ambiguous" ? undefined : userSchema.safeParse(listed.row).data;
    return { id: login, name: login, grants: user && grantsIn(user) };
  });
  if (rows.length > 0 && rows.every(({ grants }) => grants === undefined)) {
    throw new UnexpectedAnswerError("Listing the VMS users", "users without their permissions");
  }
  return rows;
}

export const absentCure = "Create the user in the VMS first, or correct login: this resource creates nobody.";

const settingsOfOldInstalls = ["password", "status"];
const oldInstallCure =
  " Installs of 24.03 and before want a password and a status with every change, as their pages say. This package never sends them, " +
  "because they would be set along the way: upgrade the install, or change this user by hand.";

const catalogueCure =
  " If this install does not know all names of the default catalogue, set catalogue to those that it knows.";

const withoutAdmin = "the VMS Billing API does not show permissions.";
const hidden =
  "the administrator of this connection does not see this user, who exists: look for individual access in the VMS.";
const withoutPermissions = "the Admin API of this VMS shows users without their permissions.";

const ambiguous = (login: string) =>
  new AmbiguousSubjectError(`VMS user ${login}: several users have this login. Remove all but one in the VMS.`);

/** Attaches and detaches names; reads them where an administrator's credentials are given. */
export function vmsClient(apis: VmsApis, notify: Notify): Client<Arguments, User | undefined> {
  const { billing, admin, adminKeys } = apis;
  return {
    address: billing.address,

    async observe(args) {
      const { login } = args;
      const unobservable = (why: string, cure?: string) =>
        ({ status: "unobservable", id: login, why, cure, possible: knownPermissions(args) }) as const;
      if (admin === undefined) return unobservable(withoutAdmin, `Set ${adminKeys} to have them read.`);
      const listed = await admin.find(login);
      if (listed === undefined) {
        const missing = await absence(login, apis, admin);
        return missing === "hidden" ? unobservable(hidden, "Use an administrator who sees everybody.") : missing;
      }
      if (listed === "ambiguous") throw ambiguous(login);
      const user = grantsIn(listed) === undefined ? await admin.user(listed.id) : listed;
      const grants = grantsIn(user);
      if (grants === undefined) return unobservable(withoutPermissions);
      return { status: "observed", id: login, access: { grants, implied: [] }, detail: user };
    },

    async foresee({ login }) {
      const listed = await admin?.find(login);
      if (listed === "ambiguous") throw ambiguous(login);
      if (admin === undefined || listed !== undefined) return undefined;
      const missing = await absence(login, apis, admin);
      return missing === "hidden" ? undefined : missing;
    },

    forget: ({ login }) => admin?.forget(login),

    rosters: async () =>
      admin === undefined
        ? []
        : [{ list: `${billing.address} users`, scope: "users", members: () => membersOf(admin) }],

    async write(args, { plan, seen, owned }) {
      const operation = `Writing the permissions of VMS user ${args.login}`;
      try {
        const body = manageBody(args.login, plan);
        const complaints = await billing.manage(operation, body);
        if (complaints.length === 0) return undefined;
        const guessed = seen.status === "unobservable" ? without(seen.possible, [...owned, ...args.denied]) : [];
        // Where there is no such user, that some names were guessed wrong as well says nothing.
        const aboutLogin = complaints.filter(({ field }) => field === "login");
        const aboutNames = complaints.filter(
          ({ field, name }) =>
            field !== "login" &&
            !settingsOfOldInstalls.includes(field) &&
            !(field === "permissions_to_detach" && name === undefined && guessed.length > 0),
        );
        if (aboutLogin.length > 0 && droppable(guessed, aboutNames) !== undefined) {
          throw refused(operation, args, aboutLogin, []);
        }
        const strange = droppable(guessed, complaints);
        if (strange === undefined) throw refused(operation, args, complaints, guessed);
        notify(
          "warning",
          `VMS user ${args.login}: this install does not take ${strange.join(", ")} ("${complaints[0]?.messages[0] ?? ""}"), so they are left out.`,
        );
        const rest = body.permissions_to_detach.filter((name) => !strange.includes(name));
        const again = await billing.manage(operation, { ...body, permissions_to_detach: rest });
        if (again.length > 0) throw refused(operation, args, again, guessed);
        return undefined;
      } finally {
        admin?.changed(args.login, seen.status === "observed" ? seen.detail?.id : undefined);
      }
    },
  };
}

/** An administrator may see only some users: that somebody is missing in the list proves nothing by itself. */
async function absence(login: string, apis: VmsApis, admin: AdminApi): Promise<Absent | "hidden"> {
  const missing = await admin.users.absent("the VMS shows no users at all");
  if (missing.doubt !== undefined || admin.showsEverybody) return missing;
  const isKnown = await apis.billing.knows(login);
  if (isKnown === true) return "hidden";
  if (isKnown === false) return missing;
  const cure = `Set ${apis.everybodyKey} to true if this administrator sees every user`;
  const doubt = `the list of users does not show this one, but perhaps not everybody, and the Billing API does not say whether the login exists (${isKnown.why}). ${cure}`;
  return { status: "absent", doubt };
}

/**
 * The names that may be left out, when all complaints are about names to detach that were only guessed: taken from the catalogue,
 * because nothing can be read. A name that the program denies, that this resource attached, or that was seen is no guess.
 */
function droppable(guessed: GrantSet, complaints: readonly Complaint[]): readonly string[] | undefined {
  const names = complaints.flatMap(({ field, name }) =>
    field === "permissions_to_detach" && name !== undefined && guessed.includes(name) ? [name] : [],
  );
  return names.length === complaints.length ? names : undefined;
}

/** Every complaint in words, those about the program's own names first. */
function refused(operation: string, args: Arguments, complaints: readonly Complaint[], guessed: GrantSet): Error {
  const own: string[] = [];
  const ofCatalogue: string[] = [];
  for (const { field, name, messages } of complaints) {
    const words = messages.join(" ");
    if (name === undefined) own.push(`${field}: ${words}`);
    else if (field === "permissions_to_attach") own.push(`"${name}" (in permissions): ${words}`);
    else if (args.denied.includes(name)) own.push(`"${name}" (in denied): ${words}`);
    else ofCatalogue.push(`"${name}" (in catalogue): ${words}`);
  }
  const isGuess =
    args.catalogue === undefined &&
    complaints.some(
      ({ field, name }) => field === "permissions_to_detach" && (name === undefined || guessed.includes(name)),
    ) &&
    guessed.length > 0;
  const isOld = complaints.some(({ field }) => settingsOfOldInstalls.includes(field));
  const all = `${[...own, ...ofCatalogue].join("; ")}${isOld ? oldInstallCure : ""}${isGuess ? catalogueCure : ""}`;
  if (complaints.every(({ field }) => field === "login")) {
    return new SubjectNotFoundError(`VMS user ${args.login}`, `(${all}) ${absentCure}`);
  }
  return new SystemRefusedError(operation, all);
}
