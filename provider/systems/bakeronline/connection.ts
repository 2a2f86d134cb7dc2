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
const apiVersion = "1.9.0";

export const defaultAccountsUrl = "https://accounts.bakeronline.be";

const system = defineSystem({
  name: "bakeronline",
  title: "BakerOnline",
  settings: z
    .object({
      url: z.string().default("https://api.bakeronline.be"),
      accountsUrl: z.string().default(defaultAccountsUrl),
      accessToken: headerCredential().optional(),
      refreshToken: withoutSpaceAround().optional(),
      clientId: withoutSpaceAround().optional(),
      deviceId: withoutSpaceAround().optional(),
      tokenFile: z.string().optional(),
      ...commonSettings,
    })
    .refine(
      ({ accessToken, refreshToken, tokenFile, clientId, deviceId }) =>
        accessToken !== undefined ||
        ((refreshToken ?? tokenFile) !== undefined && clientId !== undefined && deviceId !== undefined),
      {
        error:
          "it has no way to get a token: set bakeronline:accessToken (BAKERONLINE_ACCESS_TOKEN), or refreshToken (or tokenFile), clientId and deviceId; `pulumi-permissions login bakeronline` makes them",
      },
    ),
  secrets: ["accessToken", "refreshToken", "proxy"],
  open: (settings, keyOf) => {
    const { accessToken, refreshToken, clientId, deviceId, tokenFile } = settings;
    const http = openHttpClient(keyOf, settings, {
      headers: { "x-version": apiVersion },
      secrets: [accessToken ?? "", refreshToken ?? ""],
    });
    if (accessToken !== undefined)
      return new BakerOnlineApi(http, { current: async () => accessToken, renew: () => usedUp(keyOf("accessToken")) });
    const accounts = openHttpClient(
      keyOf,
      { ...settings, url: settings.accountsUrl },
      { secrets: [refreshToken ?? ""] },
      keyOf("accountsUrl"),
    );
    const tokens = refreshedTokens(
      accounts,
      { refreshToken, tokenFile, clientId: clientId ?? "", deviceId: deviceId ?? "" },
      (token) => http.keepSecret(token),
    );
    return new BakerOnlineApi(http, tokens);
  },
  probe,
});

/**
 * How BakerOnline is reached: with an `accessToken`, which lives an hour, or with what it takes to get new ones:
 * `refreshToken` (or a `tokenFile` that holds one), `clientId` and `deviceId`.
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

async function usedUp(key: string): Promise<never> {
  throw new ConfigurationError(
    `BakerOnline refused the access token: it is wrong, or older than an hour. Set a new ${key}, or run \`pulumi-permissions login bakeronline\` once to have tokens renewed.`,
  );
}
