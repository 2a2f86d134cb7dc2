#!/usr/bin/env node
import process from "node:process";
import { endWithEngine } from "../pulumi/endWithEngine.js";
import { harmless } from "../pulumi/harmless.js";
import { serve } from "./serve.js";

/**
 * `pulumi-resource-permissions`: what the engine starts for programs in any language. Its last argument is where the engine listens; the
 * port that it prints is where the plugin does. Somebody may start it by hand, and name it in PULUMI_DEBUG_PROVIDERS.
 */
async function main(): Promise<void> {
  // As in the dynamic host: what nobody waited for must not end the calls of everybody else half way.
  for (const event of ["uncaughtException", "unhandledRejection"]) process.on(event, tell);
  const address = process.argv.slice(2).findLast((argument) => !argument.startsWith("-"));
  const { port } = await serve(address);
  process.stdout.write(`${port}\n`);
  endWithEngine(true);
}

function tell(error: unknown): void {
  process.stderr.write(`${harmless(error instanceof Error ? (error.stack ?? error.message) : String(error))}\n`);
}

main().catch((error: unknown) => {
  tell(error);
  process.exitCode = 1;
});
