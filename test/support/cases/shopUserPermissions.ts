import { defineHandlers } from "../../../provider/lifecycle/lifecycle.js";
import { definition } from "../../../provider/systems/bakeronline/definition.js";
import {
  ShopUserPermissions,
  type ShopUserPermissionsArgs,
} from "../../../provider/systems/bakeronline/ShopUserPermissions.js";
import type { Sandbox } from "../../../sandbox/index.js";
import type { SystemCase } from "./SystemCase.js";

const companyId = 15;
const email = "baker@example.com";
const args = {
  companyId,
  email,
  shopIds: [11, 19],
  permissions: { newsletters: true, emailSettings: true },
} satisfies ShopUserPermissionsArgs;
const entry = ({ bakeronline }: Sandbox) => bakeronline.bakery.entry(companyId, email);

export const shopUserPermissions: SystemCase = {
  name: "ShopUserPermissions",
  path: "bakeronline/ShopUserPermissions",
  handlers: (context) => defineHandlers(definition, context),
  declare: (name, given, opts) => new ShopUserPermissions(name, { ...args, ...given }, opts),
  setUp: ({ bakeronline }) => void bakeronline.bakery.addUser(companyId, email, ["discounts", "shop:11"]),
  env: ({ bakeronline }) => bakeronline.env,
  args,
  sameArgs: {
    ...args,
    email: "Baker@Example.com",
    shopIds: [19, 11, 19],
    permissions: { emailSettings: true, newsletters: true, products: false },
  },
  changedArgs: { ...args, shopIds: [19, 23], permissions: { products: true } },
  wrong: {
    args: {
      companyId: 0,
      email: "nobody",
      userPermissionId: 17,
      shopIds: ["11"],
      permissions: { newsletters: 1 },
      unlisted: "drop",
    },
    paths: ["companyId", "email", "shopIds[0]", "permissions.newsletters", "unlisted"],
  },
  readable: true,
  showsExistence: true,
  restoring: { onDelete: "restore" },
  otherSubjects: [
    { companyId: 16 },
    { email: "other@example.com" },
    { email: undefined, userPermissionId: 17 },
    { connection: "second" },
  ],
  restored: ["discounts", "shop:11"],
  id: "15/17",
  before: ["discounts", "shop:11"],
  granted: ["emailSettings", "newsletters", "shop:11", "shop:19"],
  changed: ["products", "shop:19", "shop:23"],
  live: (sandbox) => sandbox.bakeronline.bakery.grantsOf(entry(sandbox)),
  drift: {
    make: (sandbox) => {
      const there = entry(sandbox);
      if (there === undefined) return;
      sandbox.bakeronline.bakery.grant(there, "permissions");
      sandbox.bakeronline.bakery.revoke(there, "shop:19");
    },
    gained: ["permissions"],
    lost: ["shop:19"],
  },
  remove: (sandbox) => {
    sandbox.bakeronline.bakery.addUser(companyId, "owner@example.com");
    sandbox.bakeronline.bakery.companies.get(companyId)?.delete(entry(sandbox)?.id ?? 0);
  },
  empty: ({ bakeronline }) => void bakeronline.bakery.companies.get(companyId)?.clear(),
};
