import { randomUUID } from "node:crypto";
import { Command } from "commander";
import { defaultAccountsUrl } from "../provider/systems/bakeronline/connection.js";
import { loginToBakerOnline } from "../provider/systems/bakeronline/tokens/login.js";
import { portNumber } from "./portNumber.js";

interface Options {
  readonly clientId: string;
  readonly connection?: string;
  readonly deviceId?: string;
  readonly tokenFile?: string;
  readonly accountsUrl: string;
  readonly scope?: string;
  readonly port: number;
  readonly browser: boolean;
}

/** `pulumi-permissions login bakeronline`: gets a refresh token in the browser. */
export function loginCommand(): Command {
  const bakeronline = new Command("bakeronline")
    .description("log in to BakerOnline in the browser; store the tokens, or print the commands that configure them")
    .requiredOption("--client-id <id>", "client id that BakerOnline gave you")
    .option(
      "--device-id <id>",
      "name of this device at BakerOnline (default: a new random one; two machines with one name end each other's tokens)",
    )
    .option("--connection <name>", "connection that the printed commands configure", "default")
    .option("--token-file <path>", "store the tokens here (mode 0600) instead of printing a command")
    .option("--accounts-url <url>", "address of the accounts service", defaultAccountsUrl)
    .option("--scope <words>", "scopes to ask for, separated by spaces")
    .option(
      "--port <number>",
      "port of the return address http://localhost:<port>, which BakerOnline must know",
      portNumber(65_535),
      8976,
    )
    .option("--no-browser", "only print the address to open")
    .action(async ({ browser, tokenFile, deviceId = randomUUID(), ...options }: Options) => {
      const lines = await loginToBakerOnline({
        ...options,
        tokenFile,
        deviceId,
        visit: (address) => visit(address, browser),
      });
      process.stdout.write(`${lines.join("\n")}\n`);
    });
  return new Command("login").description("get credentials interactively").addCommand(bakeronline);
}

async function visit(address: string, inBrowser: boolean): Promise<void> {
  process.stderr.write(`Open this address and allow the access:\n  ${address}\n`);
  if (!inBrowser) return;
  const { default: open } = await import("open");
  // No browser to be found is no reason to fail: the address stands on the screen.
  await open(address).catch(() => undefined);
}
