import { Argument, Command, InvalidArgumentError, Option } from "commander";
import { milliseconds } from "../../provider/arguments/duration.js";
import { didYouMean } from "../../provider/arguments/suggest.js";
import { systems as allSystems } from "../../provider/systems/systems.js";
import { type Deployment, parseDeployment } from "../drift/deployment.js";
import { masksOf } from "../drift/withoutSecrets.js";
import { systemOf, whyForeign } from "../engineOutput.js";
import { PulumiStack } from "../PulumiStack.js";
import { type DeliveryOptions, deliver, requirePlaces, withCsv, withDelivery } from "../report/delivery.js";
import { showProgress } from "../report/progress.js";
import { readInput } from "../report/readInput.js";
import { Warnings } from "../report/Warnings.js";
import { requireKnown } from "../requireKnown.js";
import { several } from "../several.js";
import { applied } from "./applied.js";
import { csv } from "./formats/csv.js";
import { html } from "./formats/html.js";
import { json } from "./formats/json.js";
import { markdown } from "./formats/markdown.js";
import { text } from "./formats/text.js";
import type { Found } from "./Holding.js";
import { live } from "./live.js";
import { matching } from "./pattern.js";
import { requireKnownGrant, systemsKnowing } from "./requireKnownGrant.js";
import { answered } from "./whoReport.js";
import { withoutSecrets } from "./withoutSecrets.js";

const formats = { text, json, markdown, html, csv };

interface Options extends DeliveryOptions {
  readonly grant?: string;
  readonly system: readonly string[];
  readonly at: "applied" | "live";
  readonly owner?: string;
  readonly ending?: number;
  readonly stack?: string;
  readonly cwd?: string;
  readonly deployment?: string;
}

/** `pulumi-permissions who`: who has what, and how. */
export function whoCommand(): Command {
  const command = new Command("who")
    .description("say who has what: by the state, without a request, or by the systems themselves")
    .addArgument(
      new Argument(
        "[pattern]",
        "whom: words of a resource's or a component's name, an address, a login, a number; * for anything",
      ).argParser(something),
    )
    .option("--grant <grant>", "only who holds this, or a wider one that gives it, such as email/forwarders", something)
    .option("--system <system>", "only in this system; repeat it for several", several, [])
    .addOption(
      new Option("--at <where>", "what was last applied, which needs no credentials, or what the systems show now")
        .choices(["applied", "live"])
        .default("applied"),
    )
    .option("--owner <component>", "only what a component of the program declared, by its type or name", something)
    .option("--ending <time>", "only what ends within this time, such as 30d", time)
    .option("--stack <name>", "the stack (default: the one that is selected)")
    .option("--cwd <folder>", "folder of the Pulumi project (default: this one)")
    .option("--deployment <file>", "read the state from a `pulumi stack export`; - for standard input");
  return withDelivery(command, withCsv)
    .addHelpText(
      "after",
      "\nExit status: 0 somebody was found, 3 nobody matches, 1 something failed, or somebody who was asked for could not be read.",
    )
    .action(async (pattern: string | undefined, options: Options) => {
      process.exitCode = await who(pattern, options);
    });
}

async function who(pattern: string | undefined, options: Options): Promise<number> {
  const { grant, at, owner, ending } = options;
  const names = allSystems.map(({ name }) => name);
  requireKnown("--system", options.system, new Set(names));
  const systems = options.system.length === 0 ? names : options.system;
  const stack = new PulumiStack(options);
  const deployment = parseDeployment(
    options.deployment === undefined ? await stack.export() : await readInput("--deployment", options.deployment),
  );
  await requirePlaces(options);
  const warnings = new Warnings();
  const found = await foundIn(deployment, systems, stack, options, warnings);
  const caution = grant === undefined ? undefined : requireKnownGrant(grant, systems, found.holdings);
  if (caution !== undefined) warnings.add(caution);
  const now = Date.now();
  const { report, status } = answered(
    found,
    {
      matches: matching(pattern),
      grant,
      owner,
      now,
      endsBefore: ending === undefined ? undefined : now + ending,
    },
    { stack: deployment.stack, at, checkedAt: new Date(now).toISOString() },
  );
  if (status === 3) warnings.add(nobody(pattern, found));
  warnings.print(masksOf(deployment).mask);
  await deliver(withoutSecrets(report, deployment), formats, options);
  return status;
}

async function foundIn(
  { resources }: Deployment,
  systems: readonly string[],
  stack: PulumiStack,
  { at, deployment, grant, system }: Options,
  warnings: Warnings,
): Promise<Found> {
  const inState = applied(resources, []).holdings;
  const asked = grant === undefined ? systems : systemsKnowing(grant, systems, inState);
  // Of whom another package serves, nobody knows whether they hold what was asked for.
  const isForeign = (kind: string) => system.length === 0 && whyForeign(kind) !== undefined;
  const own = resources.filter(({ kind }) => asked.includes(systemOf(kind)) || isForeign(kind));
  if (at === "applied") return applied(own, asked);
  const context = warnings.context(await stack.configBeside(deployment));
  const progress = await showProgress(own.length);
  return live(own, asked, context, progress.update).finally(progress.stop);
}

function nobody(pattern: string | undefined, { holdings }: Found): string {
  const known = new Set(
    holdings.flatMap(({ texts }) => texts.flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)])),
  );
  return `Nobody matches${pattern === undefined ? "" : didYouMean(pattern, known)}`.replace(/(?<!\?)$/, ".");
}

/** @throws InvalidArgumentError */
function something(given: string): string {
  if (given.trim() === "") throw new InvalidArgumentError("It is empty: leave it out for everybody.");
  return given;
}

/** @throws InvalidArgumentError */
function time(given: string): number {
  const length = milliseconds(given);
  if (length === undefined) throw new InvalidArgumentError("It must be a time such as 12h, 30d or 90d.");
  return length;
}
