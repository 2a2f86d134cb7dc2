#!/usr/bin/env node
import { Command } from "commander";
import { messageOf } from "../provider/errors.js";
import { harmless } from "../provider/pulumi/harmless.js";
import { version } from "../provider/version.js";
import { adoptCommand } from "./adopt/adoptCommand.js";
import { doctorCommand } from "./doctor/doctorCommand.js";
import { driftCommand } from "./drift/driftCommand.js";
import { loginCommand } from "./login.js";
import { planCommand } from "./plan/planCommand.js";
import { pluginCommand } from "./plugin/pluginCommand.js";
import { sandboxCommand } from "./sandbox/sandboxCommand.js";
import { whoCommand } from "./who/whoCommand.js";

const program = new Command("pulumi-permissions")
  .description("Permissions as code for HostUp, SPanel, aipix VMS and BakerOnline")
  .version(version)
  .addCommand(adoptCommand())
  .addCommand(planCommand())
  .addCommand(driftCommand())
  .addCommand(whoCommand())
  .addCommand(doctorCommand())
  .addCommand(pluginCommand())
  .addCommand(sandboxCommand())
  .addCommand(loginCommand());

// A reader such as `head` may have enough before all is written. That is its right, and no failure.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${harmless(messageOf(error))}\n`);
  process.exitCode = 1;
});
