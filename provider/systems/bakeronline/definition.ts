import type { PermissionDefinition } from "../../contract/PermissionDefinition.js";
import { absentCure, shopUserClient, subjectOf } from "./client.js";
import { bakeronline } from "./connection.js";
import { type Arguments, desired, render, schema } from "./schema.js";
import { rightNames } from "./vocabulary.js";
import type { Entry } from "./wire.js";

/** All that is to be known of a BakerOnline company user. */
export const definition: PermissionDefinition<Arguments, Entry> = {
  kind: "ShopUserPermissions",
  schema,
  identity: ["connection", "companyId", "email", "userPermissionId"],
  subject: subjectOf,
  absentCure,
  desired,
  render,
  names: {
    known: rightNames,
    isName: (text) => /^shop:[1-9]\d*$/.test(text) || rightNames.some((right) => right === text),
  },
  adoption: {
    id: { pattern: /^[1-9]\d*\/[1-9]\d*$/, example: "15/17" },
    // The number is for those whom no address tells from all others.
    identities({ id, name }) {
      const [companyId = 0, userPermissionId = 0] = id.split("/").map(Number);
      return [
        { companyId, email: name },
        { companyId, userPermissionId },
      ];
    },
    scope: "company",
    concerns: (grants) => (grants.includes("permissions") ? ["may change what others may do (permissions)"] : []),
    cure: "Name the shops of this entry in BakerOnline, or take its rights away there.",
  },
  connect: (connection, config, notify) => shopUserClient(bakeronline.connect(connection, config), notify),
};
