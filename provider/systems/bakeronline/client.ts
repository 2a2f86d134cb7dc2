import { isEmptyPlan, planAccess } from "../../access/access.js";
import { canonicalAddress } from "../../arguments/address.js";
import { inexactNumberIn } from "../../connections/exactNumbers.js";
import type { Absent, Client, Observed, Roster } from "../../contract/Client.js";
import type { Notify } from "../../contract/Context.js";
import { AmbiguousSubjectError, SubjectNotFoundError, UnexpectedAnswerError, UnsafeChangeError } from "../../errors.js";
import type { BakerOnlineApi } from "./BakerOnlineApi.js";
import { rowsOf } from "./rowsOf.js";
import type { Arguments } from "./schema.js";
import { shopIdsIn } from "./vocabulary.js";
import {
  bodyFor,
  type Entry,
  entryIn,
  grantsIn,
  hasUnknownRights,
  idOf,
  memberIn,
  unrecognisedIn,
  withoutRights,
} from "./wire.js";

export const absentCure = "Correct userPermissionId, or name the user by email: then the entry is made.";

export function subjectOf({ companyId, email, userPermissionId }: Arguments): string {
  return `BakerOnline ${email === undefined ? `entry ${userPermissionId}` : `user ${email}`} of company ${companyId}`;
}

/** Reads from the company's list, writes the whole entry, and believes the answer to a write only where it says what was asked. */
export function shopUserClient(api: BakerOnlineApi, notify: Notify): Client<Arguments, Entry> {
  const observed = (args: Arguments, entry: Entry): Observed<Entry> => {
    const strange = unrecognisedIn(entry);
    if (strange.length > 0) {
      notify(
        "warning",
        `${subjectOf(args)} also has rights that this release does not know: ${strange.join(", ")}. They stay on while there is a shop.`,
      );
    }
    return {
      status: "observed",
      id: idOf(args.companyId, entry),
      access: { grants: grantsIn(entry), implied: [] },
      detail: entry,
    };
  };

  return {
    address: api.address,

    async observe(args) {
      const entry = await find(api, args);
      if (entry !== undefined) return observed(args, entry);
      return absent(api, args);
    },

    async foresee(args) {
      const entry = await find(api, args);
      // Whoever is named by address is entered.
      if (entry !== undefined || args.email !== undefined) return undefined;
      return absent(api, args);
    },

    forget: (args) => api.entries(args.companyId).changed(keyOf(args)),

    roster: ({ companyId }) => rosterOf(api, companyId),

    rosters: async (among) =>
      (among?.map(Number) ?? (await api.companies()).map(({ id }) => id)).map((id) => rosterOf(api, id)),

    async lookAgain(args, seen) {
      if (args.unlisted === "revoke" && !hasUnknownRights(seen.detail)) return seen;
      const row = (await api.entries(args.companyId).afresh()).get(String(seen.detail.id));
      if (row === undefined) return absent(api, args);
      return observed(args, entryIn(`Reading ${subjectOf(args)}`, row, api.redact));
    },

    async enroll(args) {
      const { companyId, email } = args;
      if (email === undefined) throw new SubjectNotFoundError(subjectOf(args), absentCure);
      const listing = api.entries(companyId);
      // The list may be as old as the run. A user whom somebody else has added since must not be added again.
      listing.changed(keyOf(args));
      const there = await find(api, args);
      if (there !== undefined) return { entry: observed(args, there), isNew: false };
      const wasEmpty = (await listing.all()).size === 0;
      try {
        const entry = await api.add(companyId, email, () => {
          listing.changed(keyOf(args));
          return find(api, args);
        });
        changed(api, args, entry);
        return {
          entry: observed(args, entry),
          isNew: true,
          ...(wasEmpty ? { confirm: () => confirm(api, args) } : {}),
        };
      } finally {
        listing.changed(keyOf(args));
      }
    },

    async write(args, { target, seen }) {
      if (seen.status !== "observed") return undefined;
      const operation = `Writing the permissions of ${subjectOf(args)}`;
      const { id } = seen.detail;
      const rounded = inexactNumberIn(seen.detail.permissions);
      if (rounded !== undefined) {
        throw new UnsafeChangeError(
          operation,
          `BakerOnline shows a number for the right ${rounded} that is too large to be sent back as it was read. Change this user by hand`,
        );
      }
      const body = bodyFor(target, seen.detail);
      const noShops = body.shop_ids.length === 0;
      if (noShops && target.length > 0) {
        throw new UnsafeChangeError(
          operation,
          `it would leave rights without a shop (${target.join(", ")}), and whether that means every shop is not documented. Name the shops. ` +
            'Where this is a destroy: with unlisted "keep" these rights are not this resource\'s to take, so take them away in BakerOnline; ' +
            "with onDelete restore set it to revoke or keep, and run `pulumi up` first",
        );
      }
      try {
        // Rights go before shops, so that there is never a moment with rights and no shop.
        if (noShops) {
          await api.update(
            operation,
            args.companyId,
            id,
            withoutRights({ ...body, shop_ids: shopIdsIn(seen.access.grants) }),
          );
        }
        const answer = await api.update(operation, args.companyId, id, noShops ? withoutRights(body) : body);
        const there = grantsIn(answer);
        const asAsked = planAccess({ grants: target, denied: [], unlisted: "revoke" }, { grants: there, implied: [] });
        return answer.id === id && isEmptyPlan(asAsked) ? observed(args, answer) : undefined;
      } finally {
        changed(api, args, seen.detail);
      }
    },
  };
}

function rosterOf(api: BakerOnlineApi, companyId: number): Roster {
  const scope = `company ${companyId}`;
  const members = async () => [...(await api.entries(companyId).all()).values()].map((row) => memberIn(companyId, row));
  return { list: `${api.address} ${scope}`, scope, members };
}

/** One entry goes by number and by address: who asks for it by the other one must not be shown how it was. */
function changed(api: BakerOnlineApi, { companyId }: Arguments, { id, user }: Entry): void {
  for (const key of [String(id), canonicalAddress(user.email)]) api.entries(companyId).changed(key);
}

function absent(api: BakerOnlineApi, { companyId }: Arguments): Promise<Absent> {
  return api.entries(companyId).absent(`company ${companyId} shows no users at all`);
}

/**
 * A company without users may be a new one, or a list that went wrong: then the new entry is perhaps the person's second.
 *
 * @throws AmbiguousSubjectError | UnexpectedAnswerError
 */
async function confirm(api: BakerOnlineApi, args: Arguments): Promise<void> {
  api.entries(args.companyId).changed(keyOf(args));
  if ((await find(api, args)) !== undefined) return;
  throw new UnexpectedAnswerError(
    `Reading ${subjectOf(args)}`,
    `company ${args.companyId} showed no users at all, and does not show the one who was entered then either. Look into the company whether they stand there twice; nobody is entered again`,
  );
}

/** @throws AmbiguousSubjectError when several entries have the address */
async function find(api: BakerOnlineApi, args: Arguments): Promise<Entry | undefined> {
  const { companyId, email } = args;
  const listing = api.entries(companyId);
  if (email === undefined) {
    const row = await listing.findOrLookAgain(keyOf(args));
    return row && entryIn(`Reading ${subjectOf(args)}`, row, api.redact);
  }
  const found = rowsOf(await listing.all(keyOf(args)), email);
  if (found.length > 1) {
    const ids = found.map(({ id }) => id).join(", ");
    throw new AmbiguousSubjectError(
      `${subjectOf(args)} has several entries: ${ids}. Name one of them by userPermissionId instead of email.`,
    );
  }
  return found[0] && entryIn(`Reading ${subjectOf(args)}`, found[0], api.redact);
}

function keyOf({ email, userPermissionId }: Arguments): string {
  return email ?? String(userPermissionId);
}
