import { z } from "zod";
import { defineSystem } from "../../connections/defineSystem.js";
import { commonSettings, headerCredential, openHttpClient } from "../../http/settings.js";
import { probe } from "./probe.js";

/** How HostUp is reached: `hostup:apiKey`, and `hostup:url` for another host or API generation. */
export const hostup = defineSystem({
  name: "hostup",
  title: "HostUp",
  settings: z.object({
    url: z
      .string()
      .default("https://cloud.hostup.se/api")
      .describe("Address of the API. Default: https://cloud.hostup.se/api."),
    apiKey: headerCredential().describe("API key."),
    ...commonSettings,
  }),
  secrets: ["apiKey", "proxy"],
  open: (settings, keyOf) =>
    openHttpClient(keyOf, settings, {
      headers: { "x-api-key": settings.apiKey },
      secrets: [settings.apiKey],
      credential: { setting: keyOf("apiKey") },
    }),
  probe,
});
