import { z } from "zod";
import { defineSystem } from "../../connections/defineSystem.js";
import { upperSnake } from "../../connections/namedConnections.js";
import { tried } from "../../connections/probe.js";
import { ConfigurationError } from "../../errors.js";
import { commonSettings, headerCredential, openHttpClient, withoutSpaceAround } from "../../http/settings.js";
import { BakerOnlineApi } from "./BakerOnlineApi.js";
import { probe } from "./probe.js";
import { refreshedTokens } from "./tokens/refreshedTokens.js";

/** The stable version; the permission calls are documented from it on. */
export const apiVersion = "1.9.0";

export const defaultAccountsUrl = "https://accounts.bakeronline.be";

const accessTokenCure =
  "It lasts an hour. Set a new one, or run `pulumi-permissions login bakeronline` once to have tokens renewed.";

const system = defineSystem({
  name: "bakeronline",
  title: "BakerOnline",
  settings: z
    .object({
      url: z
        .string()
        .default("https://api.bakeronline.be")
        .describe("Root of the API. Default: https://api.bakeronline.be."),
      accountsUrl: z.string().default(defaultAccountsUrl).describe("Address of the service that renews tokens."),
      accessToken: headerCredential().optional().describe("Access token; it lasts an hour."),
      refreshToken: withoutSpaceAround().optional().describe("Refresh token, with which access tokens are renewed."),
      // Of no use since a renewal sends neither; configurations of earlier days may hold them.
      clientId: z.string().optional().describe("Of no use any more."),
      deviceId: z.string().optional().describe("Of no use any more."),
      tokenFile: z.string().optional().describe("Path of the file that `pulumi-permissions login bakeronline` writes."),
      ...commonSettings,
    })
    .refine(({ accessToken, refreshToken, tokenFile }) => (accessToken ?? refreshToken ?? tokenFile) !== undefined, {
      error:
        "it has no way to get a token: set bakeronline:accessToken (BAKERONLINE_ACCESS_TOKEN), or refreshToken (or tokenFile); `pulumi-permissions login bakeronline` makes them",
    }),
  secrets: ["accessToken", "refreshToken", "proxy"],
  open: (settings, keyOf) => {
    const { accessToken, refreshToken, tokenFile } = settings;
    const headers = { "x-version": apiVersion };
    const http = openHttpClient(keyOf, settings, {
      headers,
      secrets: [accessToken ?? "", refreshToken ?? ""],
    });
    if (accessToken !== undefined)
      return new BakerOnlineApi(http, {
        current: async () => accessToken,
        // Never called: what is fixed is not renewed.
        renew: async () => accessToken,
        fixed: { setting: keyOf("accessToken"), cure: accessTokenCure },
      });
    const accounts = openHttpClient(
      keyOf,
      { ...settings, url: settings.accountsUrl },
      { headers, secrets: [refreshToken ?? ""] },
      keyOf("accountsUrl"),
    );
    const tokens = refreshedTokens(accounts, { refreshToken, tokenFile }, (token) => http.keepSecret(token));
    return new BakerOnlineApi(http, tokens);
  },
  probe,
});

/**
 * How BakerOnline is reached: with an `accessToken`, which lives an hour, or with what it takes to get new ones: `refreshToken`, or a
 * `tokenFile` that holds one.
 */
export const bakeronline: typeof system = {
  ...system,
  connect(connection, config) {
    requireFreeName(connection);
    return system.connect(connection, config);
  },
  async probe(connection, config) {
    const name = await tried("connect", async () => requireFreeName(connection));
    return name.state === "failed" ? [name] : system.probe(connection, config);
  },
};

/**
 * One name is taken: the variable of its url is that of the default connection's accounts service.
 *
 * @throws ConfigurationError
 */
export function requireFreeName(connection: string): string {
  if (upperSnake(connection) !== "ACCOUNTS") return connection;
  throw new ConfigurationError(
    `The BakerOnline connection "${connection}" cannot be used: BAKERONLINE_ACCOUNTS_URL would be its url and also the address of the accounts service. Give it another name.`,
  );
}
