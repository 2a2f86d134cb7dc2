import type { Properties } from "../../arguments/arguments.js";
import { milliseconds } from "../../arguments/duration.js";
import type { PermissionDefinition } from "../../contract/PermissionDefinition.js";
import { UnsafeChangeError } from "../../errors.js";
import { spanelClient } from "./client.js";
import { spanel } from "./connection.js";
import type { Row } from "./SpanelApi.js";
import { type Arguments, desired, meansRoot, render, schema } from "./schema.js";
import { covers, grantsOf, names, root } from "./vocabulary.js";

/** All that is to be known of a SPanel account, sub-user or administrator. */
export const definition: PermissionDefinition<Arguments, Row> = {
  kind: "SpanelUserPrivileges",
  schema,
  identity: ["connection", "kind", "accountUser", "username"],
  subject: ({ kind, username, accountUser }) =>
    `SPanel ${kind} ${accountUser === undefined ? username : `${accountUser}/${username}`}`,
  absentCure: "Create it in SPanel first, or correct kind, accountUser and username: this resource creates nobody.",
  desired,
  render,
  covers,
  names,
  grantWords: { [root]: `full root access (${root})` },
  reassertAfter: ({ reassertAfter }) => milliseconds(reassertAfter),
  restore({ restoreTo, username }, baseline) {
    if (restoreTo !== undefined) return grantsOf(restoreTo);
    const cure = 'Set restoreTo, or onDelete "keep", and run `pulumi up` before destroy.';
    const operation = `Restoring the privileges of SPanel user ${username}`;
    if (baseline?.includes(root)) throw new UnsafeChangeError(operation, `it had full root access before. ${cure}`);
    if (baseline?.length === 0) {
      throw new UnsafeChangeError(
        operation,
        `it had none before, and SPanel reads an empty set as full root access. ${cure}`,
      );
    }
    return baseline;
  },
  afterEnd: {
    property: "restoreTo",
    grants: ({ restoreTo }) => (restoreTo === undefined ? undefined : grantsOf(restoreTo)),
    why: meansRoot,
  },
  adoption: {
    id: { pattern: /^((account|admin)\/[^/]+|subuser\/[^/]+\/[^/]+)$/u, example: "subuser/example/anna" },
    identities: ({ id }) => [{ ...identityIn(id), permissions: {} }],
    scope: "account",
    concerns: (grants) => [
      ...(grants.length === 0 ? ["has an empty set, which SPanel reads as full root access"] : []),
      ...(grants.includes(root) ? [`full root access (${root})`] : []),
    ],
    cure: "Give this user the pages that are meant in SPanel, or remove the user there.",
    beyond: "SPanel does not show what hosting accounts themselves may do: declare those by hand.",
  },
  connect: (connection, config, notify) => spanelClient(spanel.connect(connection, config), notify),
};

/** The arguments that the id of a sub-user or an administrator is made of. */
function identityIn(id: string): Properties {
  const [, kind, rest = ""] = /^([^/]*)\/(.*)$/su.exec(id) ?? [];
  const slash = rest.indexOf("/");
  if (kind !== "subuser") return { kind, username: rest };
  return { kind, accountUser: rest.slice(0, slash), username: rest.slice(slash + 1) };
}
