import { Command } from "commander";
import { portNumber } from "../portNumber.js";
import { UsageError } from "../UsageError.js";
import { askRunningSandbox, type Wish } from "./running.js";
import { type ServeOptions, serve } from "./serve.js";

/**
 * `pulumi-permissions sandbox`: says where it is and who lives in it, then serves until it is stopped; `grant` and `revoke` change what the
 * running one holds. The option for another shell is not called --env-file: Node.js takes one of that name for its own, wherever it stands.
 */
export function sandboxCommand(): Command {
  return new Command("sandbox")
    .description("serve the emulated APIs on this machine until stopped; change by hand what the running ones hold")
    .option("--port <number>", "first port to use (default: any free ones)", portNumber(65_500), 0)
    .option("--shell <file>", "write the environment there too, for another terminal: `. ./<file>`")
    .option("--json", "print addresses, credentials and environment as one line of JSON, for programs")
    .action((options: ServeOptions) => serve(options))
    .addCommand(changing("grant", "give somebody something in the running sandbox, as somebody does by hand"))
    .addCommand(changing("revoke", "take something away there"));
}

function changing(deed: Wish["deed"], description: string): Command {
  return new Command(deed)
    .description(description)
    .argument("<system>", "hostup, spanel, vms or bakeronline")
    .argument(
      "<name>",
      "whom, as the sandbox names them: 14059, subuser/shop/editor, guard@example.com, 15/baker@example.com",
    )
    .argument("<grants...>", "what, as previews name it: canPlaceOrders, service:14101, email/*")
    .option("--pid <number>", "process id of the sandbox, where several are running")
    .action(async (system: string, name: string, grants: string[], { pid }: { readonly pid?: string }) => {
      const { ok, text } = await askRunningSandbox({ deed, system, name, grants }, pid);
      if (!ok) throw new UsageError(text);
      process.stdout.write(`${text}\n`);
    });
}
