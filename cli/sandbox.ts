import { writeFile } from "node:fs/promises";
import { Command } from "commander";
import { portNumber } from "./portNumber.js";

/**
 * `pulumi-permissions sandbox`: prints one line of JSON with addresses and credentials, then serves until it is stopped. The option
 * for another shell is not called --env-file: Node.js takes one of that name for its own, wherever it stands.
 */
export function sandboxCommand(): Command {
  return new Command("sandbox")
    .description("serve the emulated APIs on this machine until stopped")
    .option("--port <number>", "first port to use (default: any free ones)", portNumber(65_500), 0)
    .option("--shell <file>", "write the environment there too, for another terminal: `. ./<file>`")
    .action(async ({ port, shell }: { readonly port: number; readonly shell?: string }) => {
      // Its servers are most of what there is to load, and the other commands need none of them.
      const [{ startSandbox }, { addSamplePeople }] = await Promise.all([
        import("../sandbox/index.js"),
        import("../sandbox/samplePeople.js"),
      ]);
      const sandbox = await startSandbox({ port });
      addSamplePeople(sandbox);
      const { hostup, spanel, vms, bakeronline, env } = sandbox;
      const addresses = {
        hostup: { url: hostup.url, apiKey: hostup.apiKey },
        spanel: { url: spanel.url, token: spanel.token, fingerprint: spanel.fingerprint },
        vms: { url: vms.url, token: vms.token, adminLogin: vms.adminLogin, adminPassword: vms.adminPassword },
        bakeronline: {
          url: bakeronline.url,
          accountsUrl: bakeronline.accountsUrl,
          accessToken: bakeronline.accessToken,
        },
      };
      if (shell !== undefined) await writeFile(shell, shellLines(env), { mode: 0o600 });
      process.stdout.write(`${JSON.stringify({ ...addresses, env })}\n`);
      const stop = () => void sandbox.close();
      process.once("SIGINT", stop).once("SIGTERM", stop);
    });
}

/** For a POSIX shell. The values are addresses and random words, so that nothing in them needs escaping but the quotes themselves. */
function shellLines(env: Readonly<Record<string, string>>): string {
  return Object.entries(env)
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'\n`)
    .join("");
}
