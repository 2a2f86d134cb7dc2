import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { z } from "zod";
import type { ConfigSource } from "../provider/kernel/connection.js";
import type { Deployment } from "./drift/deployment.js";
import { UsageError } from "./UsageError.js";

const run = promisify(execFile);

const configSchema = z.record(z.string(), z.looseObject({ value: z.string().optional() }));
const backendSchema = z.looseObject({ url: z.string().optional() });
const stacksSchema = z.array(z.looseObject({ name: z.string(), updateInProgress: z.boolean().optional() }));
const failureSchema = z.object({ code: z.union([z.string(), z.number()]).nullish(), stderr: z.string().default("") });

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

  constructor({ stack, cwd }: StackChoice) {
    this.#stack = stack === undefined ? [] : ["--stack", stack];
    this.#cwd = cwd ?? process.cwd();
  }

  /** The state as the last update left it, with secrets in the clear, as the CLI prints it. */
  async export(): Promise<string> {
    return this.#pulumi("stack", "export", "--show-secrets", ...this.#stack);
  }

  /** Version of the Pulumi CLI. */
  async cliVersion(): Promise<string> {
    return this.#pulumi("version");
  }

  /** The stack's configuration, decrypted by the CLI. */
  async config(): Promise<ConfigSource> {
    const text = await this.#pulumi("config", "--show-secrets", "--json", ...this.#stack);
    const values = new Map(Object.entries(configSchema.parse(JSON.parse(text))));
    return (key) => values.get(key)?.value;
  }

  /**
   * @throws UsageError when an update of the stack is running, as far as its backend shows that: Pulumi Cloud says so, a
   * `file://` backend has a lock file, and every backend may have pending operations in the state
   */
  async requireIdle({ stack, project, pendingOperations }: Deployment): Promise<void> {
    const cure = "Wait for it to end; if it was killed, run `pulumi cancel` and `pulumi up` first.";
    if (pendingOperations > 0) {
      throw new UsageError(
        `An update of stack ${stack} is running or was killed: its state has pending operations. ${cure}`,
      );
    }
    const { url = "" } = backendSchema.parse(JSON.parse(await this.#pulumi("whoami", "--json")));
    const isLocked = url.startsWith("file://") ? await hasLockFile(url, project, stack) : await this.#isUpdating(stack);
    if (isLocked) throw new UsageError(`Stack ${stack} is locked: an update of it is running. ${cure}`);
  }

  async #isUpdating(stack: string): Promise<boolean> {
    const stacks = stacksSchema.parse(JSON.parse(await this.#pulumi("stack", "ls", "--json")));
    return stacks.some(({ name, updateInProgress }) => updateInProgress === true && name.split("/").at(-1) === stack);
  }

  /** @throws UsageError */
  async #pulumi(...args: readonly string[]): Promise<string> {
    try {
      const { stdout } = await run("pulumi", [...args, "--non-interactive", "--color", "never"], {
        cwd: this.#cwd,
        maxBuffer: 2 ** 30,
      });
      return stdout;
    } catch (error) {
      const { code, stderr } = failureSchema.parse(error);
      if (code === "ENOENT") {
        throw new UsageError(
          "There is no `pulumi` on the PATH (or no such --cwd folder). Install it (https://www.pulumi.com/docs/install/), or give the state by --deployment FILE.",
        );
      }
      throw new UsageError(`\`pulumi ${args.slice(0, 2).join(" ")}\` failed: ${stderr.trim()}`);
    }
  }
}

/** Where a `file://` backend keeps its locks. Source: pkg/backend/diy/lock.go of pulumi/pulumi. */
async function hasLockFile(url: string, project: string, stack: string): Promise<boolean> {
  const locks = join(fileURLToPath(url.split("?")[0] ?? url), ".pulumi", "locks");
  const folders = [join(locks, "organization", project, stack), join(locks, stack)];
  const files = await Promise.all(folders.map((folder) => readdir(folder).catch(() => [])));
  return files.flat().some((file) => file.endsWith(".json"));
}
