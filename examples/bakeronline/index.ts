import { AccessGuard, ShopUserPermissions } from "pulumi-permissions";

// The baker of two shops writes the newsletters; an entry in the company is made where there is none.
new ShopUserPermissions("baker", {
  companyId: 15,
  email: "baker@example.com",
  shopIds: [11, 19],
  permissions: { newsletters: true, emailSettings: true },
});

// The accountant, by the number of an entry that exists: discounts in one shop, whatever else was given stays.
new ShopUserPermissions("accountant", {
  companyId: 15,
  userPermissionId: 18,
  shopIds: [11],
  permissions: { discounts: true, permissions: false },
  unlisted: "keep",
  onDelete: "restore",
});

// Made last: a program that has gone empty, or takes everything from many people at once, is stopped before it does.
new AccessGuard("access-guard");
