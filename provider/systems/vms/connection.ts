import { z } from "zod";
import { defineSystem } from "../../connections/defineSystem.js";
import { commonSettings, headerCredential, openHttpClient, password, withoutSpaceAround } from "../../http/settings.js";
import { AdminApi } from "./AdminApi.js";
import { BillingApi } from "./BillingApi.js";
import { probe } from "./probe.js";
import type { VmsApis } from "./VmsApis.js";

/** How an aipix VMS install is reached: `vms:url` is the host's root; `vms:token` only where the install asks for one. */
export const vms = defineSystem({
  name: "vms",
  title: "VMS",
  settings: z
    .object({
      url: z.string().describe("Root of the host."),
      token: headerCredential().optional().describe("Token of the Billing API, where the install asks for one."),
      adminLogin: withoutSpaceAround().optional().describe("Login of an administrator, which makes reading possible."),
      adminPassword: password().optional().describe("Password of that administrator."),
      adminSeesEverybody: z
        .enum(["true", "false"], { error: "must be true or false" })
        .default("false")
        .describe('Whether that administrator sees every user: "true" or "false" (default).'),
      ...commonSettings,
    })
    .refine(({ adminLogin, adminPassword }) => (adminLogin === undefined) === (adminPassword === undefined), {
      error: "adminLogin and adminPassword go together: set both or none",
    }),
  secrets: ["token", "adminPassword", "proxy"],
  open: (settings, keyOf): VmsApis => {
    const { token, adminLogin: login, adminPassword: password } = settings;
    const http = openHttpClient(keyOf, settings, { secrets: [token ?? "", password ?? ""] });
    return {
      adminKeys: `${keyOf("adminLogin")} and ${keyOf("adminPassword")}`,
      billing: new BillingApi(http, token === undefined ? undefined : { token, setting: keyOf("token") }),
      admin:
        login !== undefined && password !== undefined
          ? new AdminApi(http, { login, password, seesEverybody: settings.adminSeesEverybody === "true" })
          : undefined,
      everybodyKey: keyOf("adminSeesEverybody"),
    };
  },
  probe,
});
