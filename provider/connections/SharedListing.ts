import { setImmediate } from "node:timers/promises";
import type { Absent } from "../contract/Client.js";

/**
 * One complete listing that serves everybody who asks, as long as nothing it shows has been changed since. A refresh of a
 * thousand people of one company so costs one request; writers that ask again afterwards share the next one. A list is complete or an
 * error, and one that failed is forgotten. The price: within a run, what somebody else changes after the list was read is not seen.
 */
export class SharedListing<Entry> {
  readonly #fetch: () => Promise<ReadonlyMap<string, Entry>>;
  /** When each key was changed last, counted in changes. */
  readonly #changedAt = new Map<string, number>();
  #changes = 0;
  /** Listings so far. */
  #begun = 0;
  #latest:
    | { readonly after: number; readonly entries: Promise<ReadonlyMap<string, Entry>>; running: boolean }
    | undefined;

  /** The listing that begins next, while somebody waits for it. */
  #next: Promise<ReadonlyMap<string, Entry>> | undefined;

  /** @param fetch asks for the whole list; it either has every entry or fails */
  constructor(fetch: () => Promise<ReadonlyMap<string, Entry>>) {
    this.#fetch = fetch;
  }

  /** The entry, from a listing that began after its last change; undefined when it is not in the list. */
  async find(key: string): Promise<Entry | undefined> {
    return (await this.all(key)).get(key);
  }

  /**
   * As {@link find}, but absence is believed only of a list that began with this call or later: the entry may have been made since
   * the list was read, by another resource of the same program for example.
   */
  async findOrLookAgain(key: string): Promise<Entry | undefined> {
    const begun = this.#begun;
    const entry = await this.find(key);
    if (entry !== undefined || this.#begun > begun) return entry;
    this.changed(key);
    return this.find(key);
  }

  /** The whole list, as fresh as {@link find} would have it for `key`. */
  async all(key?: string): Promise<ReadonlyMap<string, Entry>> {
    const changedAt = key === undefined ? 0 : (this.#changedAt.get(key) ?? 0);
    for (;;) {
      const latest = this.#latest;
      if (latest !== undefined && latest.after >= changedAt) return latest.entries;
      // A listing that began too early may still be under way: those who wait for it then share the next one.
      if (latest?.running) await latest.entries.catch(() => undefined);
      else this.#begin();
    }
  }

  /**
   * What to say of somebody who is not in the list.
   *
   * @param doubt why that may be no proof, where nobody at all is in it
   */
  async absent(doubt: string): Promise<Absent> {
    const isEmpty = (await this.all()).size === 0;
    return { status: "absent", ...(isEmpty ? { doubt } : {}) };
  }

  /** A listing that begins after this call, for a write that carries over what it shows; all who ask before it begins share it. */
  afresh(): Promise<ReadonlyMap<string, Entry>> {
    this.#next ??= this.#beginNext();
    return this.#next;
  }

  async #beginNext(): Promise<ReadonlyMap<string, Entry>> {
    await this.#latest?.entries.catch(() => undefined);
    // Writers that come together decide within one turn of the event loop.
    await setImmediate();
    this.#next = undefined;
    return this.#begin();
  }

  /** Says that an entry has been changed, or may have been: what was listed before does not show it. */
  changed(key: string): void {
    this.#changes += 1;
    this.#changedAt.set(key, this.#changes);
  }

  #begin(): Promise<ReadonlyMap<string, Entry>> {
    this.#begun += 1;
    const listing = { after: this.#changes, entries: this.#fetch(), running: true };
    this.#latest = listing;
    listing.entries
      .catch(() => {
        if (this.#latest === listing) this.#latest = undefined;
      })
      .finally(() => {
        listing.running = false;
      });
    return listing.entries;
  }
}
