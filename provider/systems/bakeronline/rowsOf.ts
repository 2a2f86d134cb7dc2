import { canonicalAddress } from "../../arguments/address.js";
import type { Row } from "./wire.js";

type Listing = ReadonlyMap<string, Row>;
const indexes = new WeakMap<Listing, ReadonlyMap<string, readonly Row[]>>();

/** The rows with an address, in any case. A company may have thousands of users, and each resource looks for one: sorted once. */
export function rowsOf(listing: Listing, email: string): readonly Row[] {
  const index = indexes.get(listing) ?? byAddress(listing);
  indexes.set(listing, index);
  return index.get(canonicalAddress(email)) ?? [];
}

function byAddress(listing: Listing): ReadonlyMap<string, readonly Row[]> {
  const index = new Map<string, Row[]>();
  for (const row of listing.values()) {
    if (typeof row.user?.email !== "string") continue;
    const address = canonicalAddress(row.user.email);
    const known = index.get(address);
    if (known === undefined) index.set(address, [row]);
    else known.push(row);
  }
  return index;
}
