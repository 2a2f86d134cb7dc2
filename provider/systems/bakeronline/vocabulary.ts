import { type GrantSet, grantSet } from "../../access/grants.js";

/** The eleven rights, as programs write them, and as the API does. Source: BakerOnline API 1.9.0, update user permissions. */
export const rights = {
  companyInfo: "company_info",
  holidays: "holidays",
  newsletters: "newsletters",
  translations: "translations",
  permissions: "permissions",
  emailSettings: "email_settings",
  products: "products",
  shopInfo: "shop_info",
  checkoutSettings: "checkout_settings",
  timeSettings: "time_settings",
  discounts: "discounts",
} as const;

type Right = keyof typeof rights;
export const rightNames = Object.keys(rights).filter(isRight);

function isRight(name: string): name is Right {
  return Object.hasOwn(rights, name);
}

const shopPrefix = "shop:";

export function shopGrants(shopIds: readonly number[]): GrantSet {
  return grantSet(shopIds.map((id) => `${shopPrefix}${id}`));
}

/** The shops of a set of grants, in ascending order. */
export function shopIdsIn(grants: GrantSet): number[] {
  const ids = grants
    .filter((grant) => grant.startsWith(shopPrefix))
    .map((grant) => Number(grant.slice(shopPrefix.length)));
  return ids.sort((left, right) => left - right);
}
