export interface VmsUser {
  readonly id: number;
  readonly login: string;
  readonly permissions: Set<string>;
}

/** The state of the emulated VMS install. Change it freely: that is what an administrator does in the interface. */
export class VmsInstall {
  /** Users by login. */
  readonly users = new Map<string, VmsUser>();
  /** Names that this install knows; installs differ. */
  readonly known = new Set([
    "archives-download",
    "archives-preview-download",
    "archives-show",
    "camera-events-index",
    "groups-index",
    "groups-store",
    "layouts-index",
    "layouts-store",
    "marks-index",
    "marks-store",
    "ptz",
  ]);
  /** What every new user is given. */
  readonly defaults = new Set(["archives-preview-download", "layouts-index"]);
  /** Whether users carry their permissions: in the list, only when asked for by id, or not at all. Not documented. */
  shows: "list" | "user" | "nothing" = "list";
  /** What a refusal names: each unknown item, or only the list that it stands in. Both are validation as Laravel does it. */
  errors: "item" | "field" = "item";
  /** Whether the Billing API wants its bearer token; many installs go by address instead. */
  wantsToken = false;
  /** Logins that the administrator does not see, as one with "Individual access" (26.05) does not see everybody. */
  readonly hidden = new Set<string>();
  /** Rows that stand in the list of users beside theirs, whatever they look like. */
  readonly oddRows: unknown[] = [];
  /** Whether the caller's address is in the Billing API's list of addresses. */
  admitsAddress = true;
  /** Whether a change must carry a password and a status, as the pages of 24.03 say. */
  wantsPassword = false;
  /** Whether the Admin API wants the headers `X-Client` and `X-UUID`, as its pages list them. */
  wantsClientHeaders = false;
  /** Names that every write leaves as they are although it is answered with success. */
  readonly stubborn = new Set<string>();

  /** Makes a user with these permissions, or with the defaults. */
  addUser(login: string, permissions: Iterable<string> = this.defaults): VmsUser {
    const user = { id: this.users.size + 1, login, permissions: new Set(permissions) };
    this.users.set(login, user);
    return user;
  }

  /** What a user has, sorted. */
  grantsOf(login: string): string[] {
    return [...(this.users.get(login)?.permissions ?? [])].sort();
  }
}
