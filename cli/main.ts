#!/usr/bin/env node
import { Command } from "commander";
import { messageOf } from "../provider/errors.js";
import { harmless } from "../provider/pulumi/harmless.js";
import { version } from "../provider/version.js";

/** In the order of their help. Each brings libraries of its own, so only the one that was asked for is loaded. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  adopt: async () => (await import("./adopt/adoptCommand.js")).adoptCommand(),
  plan: async () => (await import("./plan/planCommand.js")).planCommand(),
  drift: async () => (await import("./drift/driftCommand.js")).driftCommand(),
  who: async () => (await import("./who/whoCommand.js")).whoCommand(),
  doctor: async () => (await import("./doctor/doctorCommand.js")).doctorCommand(),
  plugin: async () => (await import("./plugin/pluginCommand.js")).pluginCommand(),
  sandbox: async () => (await import("./sandbox/sandboxCommand.js")).sandboxCommand(),
  login: async () => (await import("./login.js")).loginCommand(),
};

async function main([asked = ""]: readonly string[]): Promise<void> {
  const program = new Command("pulumi-permissions")
    .description("Permissions as code for HostUp, SPanel, aipix VMS and BakerOnline")
    .version(version);
  const one = Object.hasOwn(commands, asked) ? commands[asked] : undefined;
  for (const command of one === undefined ? Object.values(commands) : [one]) program.addCommand(await command());
  await program.parseAsync();
}

// A reader such as `head` may have enough before all is written. That is its right, and no failure.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${harmless(messageOf(error))}\n`);
  process.exitCode = 1;
});
