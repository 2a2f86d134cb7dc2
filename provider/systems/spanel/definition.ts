import { milliseconds } from "../../arguments/duration.js";
import type { PermissionDefinition } from "../../contract/PermissionDefinition.js";
import { UnsafeChangeError } from "../../errors.js";
import { spanelClient } from "./client.js";
import { spanel } from "./connection.js";
import type { Row } from "./SpanelApi.js";
import { type Arguments, desired, render, schema } from "./schema.js";
import { covers, grantsOf, root } from "./vocabulary.js";

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
  connect: (connection, config, notify) => spanelClient(spanel.connect(connection, config), notify),
};
