import type { AdminApi } from "./AdminApi.js";
import type { BillingApi } from "./BillingApi.js";

/** The two APIs of one install. */
export interface VmsApis {
  /** What to set for {@link admin}. */
  readonly adminKeys: string;
  /** What to set where {@link admin} sees every user. */
  readonly everybodyKey: string;
  readonly billing: BillingApi;
  /** Only with an administrator's credentials: the Billing API shows no permissions. */
  readonly admin: AdminApi | undefined;
}
