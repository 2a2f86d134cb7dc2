import type { HttpClient } from "../../../http/HttpClient.js";
import { itemsIn } from "../schema.js";
import { allFlags } from "../vocabulary.js";
import { readDelegatedAccess } from "./client.js";
import { heldIn, readPermissions } from "./permissionsOfGrant.js";
import { isLive, namesOf } from "./wire.js";

/** Both lists, and what each delegation gives that this account has made and that holds. */
export async function readDelegations(http: HttpClient) {
  const { grantedByMe, grantedToMe } = await readDelegatedAccess(http);
  const given = grantedByMe.map(async (delegation) => {
    if (!isLive(delegation, Date.now())) return { ...delegation, permissions: null };
    const may = await readPermissions(http, delegation.id, namesOf(delegation)[0] ?? delegation.id);
    if (!may.isShown) return { ...delegation, permissions: null };
    const held = heldIn(may);
    const switches = [...allFlags.filter((flag) => held.includes(flag)), ...may.strange].sort();
    return { ...delegation, permissions: { ...itemsIn(held), switches } };
  });
  return { grantedByMe: await Promise.all(given), grantedToMe };
}
