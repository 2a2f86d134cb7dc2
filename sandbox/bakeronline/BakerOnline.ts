export interface Entry {
  readonly id: number;
  readonly user: { readonly id: number; readonly email: string };
  shopIds: Set<number>;
  /** By the API's own names; may hold names that no client knows. */
  permissions: Record<string, boolean>;
}

export const rightKeys = [
  "company_info",
  "holidays",
  "newsletters",
  "translations",
  "permissions",
  "email_settings",
  "products",
  "shop_info",
  "checkout_settings",
  "time_settings",
  "discounts",
];

/** The state of the emulated BakerOnline. Change it freely: that is what a click in the back office does. */
export class BakerOnline {
  /** Entries by number, by number of the company. */
  readonly companies = new Map<number, Map<number, Entry>>();
  /** Whether a PATCH keeps the rights that it leaves out, or turns them off. Not documented. */
  patch: "merge" | "replace" = "merge";
  /** Whether answers show shop ids out of order and some of them twice, as the vendor's samples do. */
  shuffles = true;
  /** What a user who is added is given. Not documented. */
  initial: Record<string, boolean> = { newsletters: true };
  /** Grants that every PATCH leaves as they are although it is answered with success. */
  readonly stubborn = new Set<string>();
  /** Seconds that were added to the clock. */
  #ahead = 0;
  #nextId = 16;

  /** Makes a company, where there is none, and gives its entries. */
  addCompany(companyId: number): Map<number, Entry> {
    const entries = this.companies.get(companyId) ?? new Map<number, Entry>();
    this.companies.set(companyId, entries);
    return entries;
  }

  /** Makes an entry with these grants in a company, which is made where there is none. */
  addUser(companyId: number, email: string, grants: readonly string[] = []): Entry {
    this.#nextId += 1;
    const entry: Entry = {
      id: this.#nextId,
      user: { id: this.#nextId + 1_000, email },
      shopIds: new Set(),
      permissions: Object.fromEntries(rightKeys.map((key) => [key, false])),
    };
    this.addCompany(companyId).set(entry.id, entry);
    for (const grant of grants) this.grant(entry, grant);
    return entry;
  }

  /** The entry of an address in a company. */
  entry(companyId: number, email: string): Entry | undefined {
    return [...(this.companies.get(companyId)?.values() ?? [])].find(({ user }) => user.email === email);
  }

  /** Gives `emailSettings` or `shop:11`. */
  grant(entry: Entry, grant: string): void {
    if (grant.startsWith("shop:")) entry.shopIds.add(Number(grant.slice(5)));
    else entry.permissions[snakeCase(grant)] = true;
  }

  /** Takes `emailSettings` or `shop:11` away. */
  revoke(entry: Entry, grant: string): void {
    if (grant.startsWith("shop:")) entry.shopIds.delete(Number(grant.slice(5)));
    else entry.permissions[snakeCase(grant)] = false;
  }

  /** What an entry grants, sorted. */
  grantsOf(entry: Entry | undefined): string[] {
    if (entry === undefined) return [];
    const rights = rightKeys.filter((key) => entry.permissions[key]).map(camelCase);
    return [...rights, ...[...entry.shopIds].map((id) => `shop:${id}`)].sort();
  }

  /** Lets time pass, for tokens. */
  advance(seconds: number): void {
    this.#ahead += seconds;
  }

  /** Milliseconds on the clock of the server. */
  now(): number {
    return Date.now() + this.#ahead * 1000;
  }
}

function camelCase(key: string): string {
  return key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
