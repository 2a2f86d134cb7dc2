/** What a user may open: everything, or pages by category. */
export type Pages = "all" | Record<string, "all" | string[]>;

export interface Account {
  pages: Pages;
  readonly subusers: Map<string, Pages>;
}

/** Something that must never happen: a write that SPanel understands as full root access although nobody wrote `all`. */
export interface Incident {
  /** SPanel's name of the call. */
  readonly action: string;
  /** Whose privileges were written. */
  readonly username: string;
  /** What was wrong with the request. */
  readonly what: string;
}

/** How JSON shows a PHP array. The vendor's samples show lists; numbered keys are what PHP makes of a list with gaps. */
export type ArrayShape = "list" | "numbered";

/** The state of the emulated SPanel server. Change it freely: that is what a click in the admin interface does. */
export class SpanelServer {
  /** Hosting accounts by name. */
  readonly accounts = new Map<string, Account>();
  /** Administrators by name. */
  readonly admins = new Map<string, Pages>();
  /** Pages by category for accounts and sub-users. */
  readonly catalogue: Record<string, string[]> = {
    email: ["accounts", "forwarders", "autoresponders"],
    domain: ["domains", "redirects", "dnseditor"],
    file: ["filemanager", "backups"],
    mysql: ["databases", "users"],
  };
  /** Pages by category for administrators. */
  readonly adminCatalogue: Record<string, string[]> = {
    server: ["status", "services"],
    accounts: ["list", "create", "terminate"],
    backups: ["list", "restore"],
  };
  /** Writes that gave root by omission. Tests expect none. */
  readonly incidents: Incident[] = [];
  /** Actions that the token may not use. */
  readonly refused = new Set<string>();
  /** Grants that every write leaves as they are although it is answered with success. */
  readonly stubborn = new Set<string>();
  /** Whose token it is: that row says so. */
  currentUser = "";
  /** Under which field a refusal stands; public clients look in each of them. */
  words: "message" | "msg" | "errors" = "message";
  /** How answers show lists. */
  arrayShape: ArrayShape = "list";

  /** Makes a hosting account. */
  addAccount(username: string, pages: Pages = "all"): Account {
    const account: Account = { pages, subusers: new Map() };
    this.accounts.set(username, account);
    return account;
  }

  /** Grants by name, sorted: `*`, `email/*`, `domain/redirects`. */
  grantsOf(pages: Pages | undefined): string[] {
    if (pages === undefined) return [];
    if (pages === "all") return ["*"];
    const grants = Object.entries(pages).flatMap(([category, list]) =>
      list === "all" ? [`${category}/*`] : list.map((page) => `${category}/${page}`),
    );
    return grants.sort();
  }
}
