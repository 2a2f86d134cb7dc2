import { z } from "zod";
import { defineSystem } from "../../connections/defineSystem.js";
import { commonSettings, openHttpClient, withoutSpaceAround } from "../../http/settings.js";
import { probe } from "./probe.js";
import { SpanelApi } from "./SpanelApi.js";

/** How a SPanel server is reached: `spanel:url` is the whole address of its api.php, `spanel:token` an API token. */
export const spanel = defineSystem({
  name: "spanel",
  title: "SPanel",
  settings: z.object({
    url: z.string().describe("Whole address of the server's api.php."),
    token: withoutSpaceAround().describe("API token of an administrator."),
    /** The vendor's page is titled accounts/editprivileges; its sample sends user/editprivileges. */
    editAction: z
      .string()
      .regex(/^[a-z]+\/editprivileges$/, {
        error: 'must be "accounts/editprivileges" or "user/editprivileges"',
      })
      .default("accounts/editprivileges")
      .describe('The action that edits an account: "accounts/editprivileges" (default) or "user/editprivileges".'),
    ...commonSettings,
  }),
  secrets: ["token", "proxy"],
  open: (settings, keyOf) =>
    new SpanelApi(openHttpClient(keyOf, settings, { secrets: [settings.token] }), settings.token, settings.editAction),
  probe,
});
