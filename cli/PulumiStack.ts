import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import type { ConfigSource } from "../provider/contract/Context.js";
import { type Deployment, isEncrypted } from "./drift/deployment.js";
import { UsageError } from "./UsageError.js";

const run = promisify(execFile);

const configSchema = z.record(z.string(), z.looseObject({ value: z.string().optional() }));
const pluginsSchema = z.array(z.looseObject({ name: z.string(), kind: z.string(), version: z.string().nullish() }));
const settingsSchema = z.record(z.string(), z.unknown());
const backendSchema = z.looseObject({ url: z.string().optional() });
const stacksSchema = z.array(
  z.looseObject({ name: z.string(), current: z.boolean().optional(), updateInProgress: z.boolean().optional() }),
);
const historySchema = z.array(z.looseObject({ kind: z.string(), result: z.string() }));
/** Kinds of updates that change what the resources of a stack are. */
const changing = new Set(["update", "destroy", "import", "resource-import"]);
const failureSchema = z.object({
  code: z.union([z.string(), z.number()]).nullish(),
  signal: z.string().nullish(),
  stderr: z.string().default(""),
  stdout: z.string().default(""),
});

class CommandError extends UsageError {
  constructor(
    message: string,
    readonly stdout: string,
  ) {
    super(message);
  }
}

export interface StackChoice {
  /** Name of the stack. Default: the one that is selected. */
  readonly stack?: string | undefined;
  /** Folder of the Pulumi project. Default: the current one. */
  readonly cwd?: string | undefined;
}

/** A stack as the Pulumi CLI shows it. It takes no lock and changes nothing. */
export class PulumiStack {
  readonly #stack: readonly string[];
  readonly #cwd: string;
  readonly #isNamed: boolean;

  constructor({ stack, cwd }: StackChoice) {
    this.#isNamed = stack !== undefined || cwd !== undefined;
    this.#stack = stack === undefined ? [] : ["--stack", stack];
    this.#cwd = cwd ?? process.cwd();
  }

  /** The state as the last update left it, as the CLI prints it: in the clear where something of this package is encrypted. */
  async export(): Promise<string> {
    // Decrypting takes the CLI most of the time, and few states have secrets that concern us.
    const text = await this.#pulumi("stack", "export", ...this.#stack);
    return isEncrypted(text) ? this.#pulumi("stack", "export", "--show-secrets", ...this.#stack) : text;
  }

  /**
   * What the engine would do, as JSON, or why it could not tell; it takes no lock.
   */
  async preview({ showSecrets = false }: { readonly showSecrets?: boolean } = {}): Promise<string> {
    const secrets = showSecrets ? ["--show-secrets"] : [];
    const args = ["preview", "--json", "--show-sames", ...secrets, ...this.#stack];
    try {
      return await this.#pulumi(...args);
    } catch (error) {
      // One that failed says why in what it printed.
      if (error instanceof CommandError && error.stdout.trim().startsWith("{")) return error.stdout;
      throw error;
    }
  }

  /** Version of the Pulumi CLI. */
  async cliVersion(): Promise<string> {
    return this.#pulumi("version");
  }

  /** Versions of the native plugin that this user's engine has. */
  async pluginVersions(): Promise<readonly string[]> {
    const installed = pluginsSchema.parse(JSON.parse(await this.#pulumi("plugin", "ls", "--json")));
    const isOurs = ({ name, kind }: z.output<typeof pluginsSchema>[number]) =>
      name === "permissions" && kind === "resource";
    return installed.filter(isOurs).flatMap(({ version }) => version ?? []);
  }

  /** The stack's configuration, decrypted by the CLI. */
  async config(): Promise<ConfigSource> {
    const text = await this.#pulumi("config", "--show-secrets", "--json", ...this.#stack);
    const values = new Map(Object.entries(configSchema.parse(JSON.parse(text))));
    for (const [key, { value }] of values) {
      const [system = "", setting = ""] = key.split(":");
      const other = settingIn(values.get(`permissions:${system}`)?.value, setting);
      if (system === "permissions" || other === undefined || other === value) continue;
      throw new UsageError(
        `The configuration has ${key} and permissions:${system}.${setting}, and they differ. A program with the native plugin goes by the second, one with the classes of pulumi-permissions by the first: take the other one out, so that no command asks the wrong place.`,
      );
    }
    // Programs with the native plugin have the same settings under its namespace: `permissions:hostup` is an object of them.
    const find = (key: string) => {
      const [system = "", setting = ""] = key.split(":");
      return values.get(key)?.value ?? settingIn(values.get(`permissions:${system}`)?.value, setting);
    };
    return Object.assign(find, isOfPlugin([...values.keys()]) ? { namespace: "permissions" } : {});
  }

  /** The same where nothing is read from a file. A file needs no project beside it: then the environment alone says how systems are reached. */
  async configBeside(file: string | undefined): Promise<ConfigSource> {
    return file === undefined || this.#isNamed ? this.config() : () => undefined;
  }

  /**
   * @throws UsageError when an update of the stack is running or did not succeed: the state then promises what perhaps was never
   * applied, or what was just taken away. A running one shows as far as the backend tells: Pulumi Cloud says so, a `file://`
   * backend has a lock file, and every backend may have pending operations in the state.
   */
  async requireSettled({ stack, project, pendingOperations }: Deployment): Promise<void> {
    const cure =
      "Wait for it to end; if it was killed, run `pulumi cancel`, `pulumi up` and `pulumi refresh --clear-pending-creates` first.";
    if (pendingOperations > 0) {
      throw new UsageError(
        `An update of stack ${stack} is running or was killed: its state has pending operations. ${cure}`,
      );
    }
    const { url = "" } = backendSchema.parse(JSON.parse(await this.#pulumi("whoami", "--json")));
    if (url.startsWith("file://")) {
      if (await hasLockFile(folderOf(url, this.#cwd), project, stack))
        throw new UsageError(`Stack ${stack} is locked: an update of it is running. ${cure}`);
    } else if (/^https?:/.test(url)) {
      await this.#requireNoUpdate(stack, project, cure);
    }
    await this.#requireSuccess(stack);
  }

  /** Pulumi Cloud tells of updates in its list of stacks, where names may begin with an organisation and a project. */
  async #requireNoUpdate(stack: string, project: string, cure: string): Promise<void> {
    const stacks = stacksSchema.parse(JSON.parse(await this.#pulumi("stack", "ls", "--json")));
    const [, chosen] = this.#stack;
    const isMeant = (name: string) => isOneStack(partsOf(name, project), partsOf(chosen ?? stack, project));
    const possible = stacks.filter(({ name, current }) => (chosen === undefined ? current === true : isMeant(name)));
    const exact = possible.filter(({ name }) => name === chosen);
    const meant = exact.length === 1 ? exact : possible;
    if (meant.length !== 1) {
      const listed = meant.map(({ name }) => name).join(" and ");
      const [reason, advice] =
        meant.length === 0
          ? ["does not list it", "Run this in the project's folder, or name it by --cwd."]
          : [`lists ${listed}`, "Name it by --stack with its organisation."];
      throw new UsageError(
        `Whether an update of stack ${chosen ?? stack} is running cannot be seen: \`pulumi stack ls\` ${reason}. ${advice}`,
      );
    }
    if (meant[0]?.updateInProgress) throw new UsageError(`An update of stack ${stack} is running. ${cure}`);
  }

  /** A failed update may have left two resources of one subject in the state, or one whose access it has already taken away. */
  async #requireSuccess(stack: string): Promise<void> {
    const last = await this.#lastChange();
    if (last === undefined || last.result === "succeeded") return;
    throw new UsageError(
      `The last ${last.kind} of stack ${stack} did not succeed (${last.result}), so its state may promise what was never applied, or was just taken away. Run \`pulumi up\` first.`,
    );
  }

  /** The last update that changed something: a stack that is only looked at has many that did not. */
  async #lastChange(): Promise<z.output<typeof historySchema>[number] | undefined> {
    for (let page = 1; ; page++) {
      const args = ["stack", "history", "--json", "--page-size", "100", "--page", String(page), ...this.#stack];
      const history = historySchema.parse(JSON.parse(await this.#pulumi(...args)));
      const last = history.find(({ kind }) => changing.has(kind));
      if (last !== undefined || history.length === 0) return last;
    }
  }

  /** @throws UsageError */
  async #pulumi(...args: readonly string[]): Promise<string> {
    try {
      const { stdout } = await run("pulumi", [...args, "--non-interactive", "--color", "never"], {
        cwd: this.#cwd,
        env: process.env,
        maxBuffer: 2 ** 30,
      });
      return stdout;
    } catch (error) {
      const { code, signal, stderr, stdout } = failureSchema.parse(error);
      if (code === "ENOENT") {
        throw new UsageError(
          "There is no `pulumi` on the PATH (or no such --cwd folder). Install it (https://www.pulumi.com/docs/install/), or give the state by --deployment FILE.",
        );
      }
      const words = args.filter((arg) => !arg.startsWith("-")).slice(0, 2);
      const why = stderr.trim() || (signal ?? code ?? "it printed nothing");
      throw new CommandError(`\`pulumi ${words.join(" ")}\` failed: ${why}`, stdout);
    }
  }
}

/** Whether all that a configuration says of systems stands under the plugin's namespace: then messages name its keys. */
function isOfPlugin(keys: readonly string[]): boolean {
  const systems = keys.flatMap((key) => /^permissions:(\w+)$/.exec(key)?.[1] ?? []);
  return systems.length > 0 && !keys.some((key) => systems.some((system) => key.startsWith(`${system}:`)));
}

/** One of the settings that stand as JSON under one key; what is structured stays JSON. */
function settingIn(text: string | undefined, name: string): string | undefined {
  const value = settingsSchema.safeParse(text === undefined ? undefined : JSON.parse(text)).data?.[name];
  return value === undefined || typeof value === "string" ? value : JSON.stringify(value);
}

interface StackName {
  readonly organisation: string | undefined;
  readonly project: string;
  readonly stack: string | undefined;
}

/** `dev`, `acme/dev` or `acme/company/dev`: the CLI leaves out what it takes for granted. */
function partsOf(name: string, project: string): StackName {
  const parts = name.split("/");
  return {
    organisation: parts.length > 1 ? parts[0] : undefined,
    project: (parts.length > 2 ? parts[1] : undefined) ?? project,
    stack: parts.at(-1),
  };
}

function isOneStack(one: StackName, other: StackName): boolean {
  const sameOrganisation =
    one.organisation === undefined || other.organisation === undefined || one.organisation === other.organisation;
  return sameOrganisation && one.project === other.project && one.stack === other.stack;
}

/** Where a `file://` backend keeps its files, as the engine understands its address. */
export function folderOf(url: string, cwd: string): string {
  const path = (url.slice("file://".length).split("?")[0] ?? "").replace(/^~(?=\/|$)/, homedir());
  return resolve(cwd, decodeURIComponent(path));
}

/** Source: pkg/backend/diy/lock.go of pulumi/pulumi; stacks of old backends are not sorted by project. */
async function hasLockFile(folder: string, project: string, stack: string): Promise<boolean> {
  const locks = join(folder, ".pulumi", "locks");
  const folders = [join(locks, "organization", project, stack), join(locks, stack)];
  const files = await Promise.all(folders.map((one) => readdir(one).catch(() => [])));
  return files.flat().some((file) => file.endsWith(".json"));
}
