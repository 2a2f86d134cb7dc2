import { resolve } from "node:path";
import { Command } from "commander";
import type { Finding } from "../../provider/connections/probe.js";
import type { ConfigSource } from "../../provider/contract/Context.js";
import { messageOf } from "../../provider/errors.js";
import { harmless } from "../../provider/pulumi/harmless.js";
import { systems } from "../../provider/systems/systems.js";
import { PulumiStack } from "../PulumiStack.js";
import { versions } from "./versions.js";

/** One line of the command's output. */
interface Line extends Finding {
  /** Which connection, or nothing for what concerns all of them. */
  readonly where: string;
}

/** `pulumi-permissions doctor`: tries everything that the resources need, and changes nothing. */
export function doctorCommand(): Command {
  return new Command("doctor")
    .description("check versions, and try every configured connection with a harmless read")
    .option("--stack <name>", "read the configuration of this stack (default: the one that is selected, if any)")
    .option("--cwd <folder>", "folder of the Pulumi project (default: this one)")
    .addHelpText(
      "after",
      "\nExit status: 0 when nothing failed, otherwise 1. What is limited does not count as failed.",
    )
    .action(async (options: { readonly stack?: string; readonly cwd?: string }) => {
      const lines = await examine(options);
      for (const line of lines) process.stdout.write(`${shown(line)}\n`);
      process.exitCode = lines.some(({ state }) => state === "failed") ? 1 : 0;
    });
}

async function examine(options: { readonly stack?: string; readonly cwd?: string }): Promise<Line[]> {
  const stack = new PulumiStack(options);
  const found = await versions(resolve(options.cwd ?? "."), stack);
  const [config, finding] = await configuration(stack, options.stack !== undefined);
  const places = systems.flatMap((system) => system.connections(config).map((connection) => ({ system, connection })));
  const probed = await Promise.all(
    places.map(async ({ system, connection }) => {
      const where = `${system.name} "${connection}"`;
      return (await system.probe(connection, config)).map((one) => ({ ...one, where }));
    }),
  );
  const none = {
    what: "connections",
    state: "failed",
    words: "none is configured: see the README of the system",
  } as const;
  return [
    ...[...found, finding].map((one) => ({ ...one, where: "" })),
    ...(places.length === 0 ? [{ ...none, where: "" }] : probed.flat()),
  ];
}

/** Without a stack the environment alone says how systems are reached; that is fine unless a stack was asked for. */
async function configuration(stack: PulumiStack, isAskedFor: boolean): Promise<[ConfigSource, Finding]> {
  const what = "stack configuration";
  try {
    return [await stack.config(), { what, state: "ok", words: "read" }];
  } catch (error) {
    const words = messageOf(error);
    const state = isAskedFor ? "failed" : "limited";
    return [() => undefined, { what, state, words: `not read, so only the environment counts (${words})` }];
  }
}

function shown({ state, where, what, words }: Line): string {
  return harmless(`${state.padEnd(8)}${where === "" ? "" : `${where}: `}${what}: ${words}`);
}
