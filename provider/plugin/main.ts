#!/usr/bin/env node
import process from "node:process";
import { endWithEngine } from "../pulumi/endWithEngine.js";
import { serve } from "./serve.js";

/**
 * `pulumi-resource-permissions`: what the engine starts for programs in any language. Its last argument is where the engine listens; the
 * port that it prints is where the plugin does. Somebody may start it by hand, and name it in PULUMI_DEBUG_PROVIDERS.
 */
async function main(): Promise<void> {
  const address = process.argv.slice(2).findLast((argument) => !argument.startsWith("-"));
  const { port } = await serve(address);
  process.stdout.write(`${port}\n`);
  endWithEngine(true);
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
