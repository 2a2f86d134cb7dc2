import { json } from "../answers.js";
import { bearerToken } from "../bearer.js";
import { EmulatedServer } from "../EmulatedServer.js";
import type { SandboxCore } from "../SandboxCore.js";
import { Accounts } from "./Accounts.js";
import { BakerOnline } from "./BakerOnline.js";
import { permissionRoutes } from "./permissionRoutes.js";

/** The emulated BakerOnline API and its accounts server. */
export interface BakerOnlineSandbox {
  /** Address of the API. */
  readonly url: string;
  /** Address of the accounts service, which is a server of its own. */
  readonly accountsUrl: string;
  /** A token that the API takes. */
  readonly accessToken: string;
  /** What it holds. */
  readonly bakery: BakerOnline;
  /** What hands out tokens, and knows the client and the device. */
  readonly accounts: Accounts;
  /** Environment variables that point the package at it. */
  readonly env: Readonly<Record<string, string>>;
  /** Stops the servers. */
  close(): Promise<void>;
}

/** Emulates api.bakeronline.be and accounts.bakeronline.be on two ports of this machine (0: any free ones). */
export async function startBakerOnline(
  core: SandboxCore,
  port: number,
  accountsPort: number,
): Promise<BakerOnlineSandbox> {
  const bakery = new BakerOnline();
  const accounts = new Accounts(bakery);
  const accessToken = accounts.newAccessToken();
  const api = new EmulatedServer("bakeronline", core);
  api.guard(({ headers }) => {
    if (headers["x-version"] !== "1.9.0") return json(404, { message: "Not found in this version" });
    const isGood = accounts.isGood(bearerToken(headers.authorization) ?? "");
    return isGood ? undefined : json(401, { message: "Unauthenticated" });
  });
  permissionRoutes(api, bakery);
  const readForm = (body: string) => Object.fromEntries(new URLSearchParams(body));
  const accountsServer = new EmulatedServer("bakeronline-accounts", core, { readForm });
  accounts.routes(accountsServer);
  const url = await api.listen(port);
  const accountsUrl = await accountsServer.listen(accountsPort);
  return {
    url,
    accountsUrl,
    accessToken,
    bakery,
    accounts,
    env: { BAKERONLINE_URL: url, BAKERONLINE_ACCOUNTS_URL: accountsUrl, BAKERONLINE_ACCESS_TOKEN: accessToken },
    close: async () => {
      await Promise.all([api.close(), accountsServer.close()]);
    },
  };
}
