import type { PermissionDefinition } from "../../../contract/PermissionDefinition.js";
import { UnexpectedAccessError } from "../../../errors.js";
import { hostup } from "../connection.js";
import { givenBy, names, wideIn } from "../vocabulary.js";
import { type Delegate, delegatedAccessClient } from "./client.js";
import { heldIn } from "./permissionsOfGrant.js";
import { type Arguments, desired, grantsFor, meaningOf, render, schema } from "./schema.js";

const title = "HostUp delegated access";
const where = "in the HostUp dashboard, on the page /teams (the API has no proven call for it)";

/** All that is to be known of delegated access. */
export const definition: PermissionDefinition<Arguments, readonly Delegate[]> = {
  kind: "DelegatedAccess",
  schema,
  identity: ["connection"],
  subject: () => title,
  absentCure: "",
  desired,
  render,
  names: { known: names.known, isName: (text) => names.isName(text) || text.startsWith("delegate:") },
  givesToo(wider, narrower, all) {
    const { who, permission } = meaningOf(wider);
    if (permission !== undefined) return permission === narrower ? "surely" : givenBy(permission, narrower);
    // A name alone stands for whatever the delegation gives.
    const isOpen = all.every((grant) => grant === wider || meaningOf(grant).who !== who);
    return isOpen && names.isName(narrower) ? "perhaps" : undefined;
  },
  holderIn: meaningOf,
  watch({ onUnexpected }, { grant, revoke }, { detail }, notify) {
    const missing = grant.map(meaningOf).filter(({ permission }) => permission === undefined);
    const absent = new Set(missing.map(({ who }) => who));
    const narrower = grant.filter((one) => !absent.has(meaningOf(one).who));
    if (missing.length > 0)
      notify(
        "warning",
        `${title}: allowed, but without access: ${missing.map(({ who }) => grantsFor(who)).join(", ")}. Invite them ${where}.`,
      );
    if (narrower.length > 0)
      notify("warning", `${title}: allowed, but not given: ${narrower.join(", ")}. Give it ${where}.`);
    if (revoke.length === 0) return;
    const isStranger = ({ names }: Delegate) => names.some((name) => revoke.includes(`delegate:${name}`));
    const strangers = detail.filter(isStranger).map(described);
    const known = detail.filter((delegate) => !isStranger(delegate)).flatMap(({ names }) => names);
    const wider = revoke.filter((one) => known.includes(meaningOf(one).who));
    const parts = [
      ...(strangers.length === 0
        ? []
        : [
            `somebody who is not in allowed may act on the account: ${strangers.join("; ")}. Revoke it ${where}, or add them to allowed`,
          ]),
      ...(wider.length === 0
        ? []
        : [`somebody may do more than allowed says: ${wider.join(", ")}. Narrow it ${where}, or add it to allowed`]),
    ];
    const message = `${title}: ${parts.join(". Also, ")}.`;
    if (onUnexpected === "fail") throw new UnexpectedAccessError(message);
    notify("warning", message);
  },
  adoption: {
    id: { pattern: /^delegated-access$/, example: "delegated-access" },
    // One resource for all of them.
    identities: () => [{ allowed: [] }],
    concerns: (grants) =>
      grants.map(meaningOf).flatMap(({ who, permission }) => {
        // A contact's grant names nobody.
        if (who === "") return [];
        if (permission === undefined) return [`${who} may act on the HostUp account`];
        return wideIn([permission]).map((words) => `${who}: ${words}`);
      }),
    cure: `Narrow or revoke it ${where}, or declare it by hand.`,
  },
  connect: (connection, config, notify) =>
    delegatedAccessClient(hostup.connect(connection, config), connection, notify),
};

function described({ names, delegation, may }: Delegate): string {
  const { status, label, inviteAcceptedAt, createdAt } = delegation;
  const since = inviteAcceptedAt ?? createdAt;
  const facts = [status ?? "status unknown", ...(label ? [`"${label}"`] : []), ...(since ? [`since ${since}`] : [])];
  const held = heldIn(may);
  const access = held.length === 0 ? "" : `, with ${held.join(", ")}`;
  return `${names.join(", ")} (${facts.join(", ")})${may.isShown ? access : ", with access that is not shown"}`;
}
